import t from 'tap'
import {
  buildPsArgs,
  parseBootId,
  parsePsOutput,
  readEveryResult,
  readPsResult,
  selectNamed,
} from '../../src/host/macos-ps.js'
import { processRow } from './fake-process-table.js'

// The samples follow what /bin/ps of macOS prints for our columns; no Mac is needed to read them.
const gopls =
  '  501     1   501 Ss   Mon Dec 25 12:00:00 2024       123:45.67 1048576 /Users/ann/go/bin/gopls serve -listen unix;/tmp/g.sock\n'

t.test('groups and single processes are asked for in one call', async t => {
  t.strictSame(buildPsArgs({ groupIds: [501, 777] }).slice(-2), ['-g', '501,777'])
  t.strictSame(buildPsArgs({ pid: 501 }).slice(-2), ['-p', '501'])
})

t.test('a line of ps becomes a row', async t => {
  t.strictSame(parsePsOutput(gopls), [
    {
      pid: 501,
      parentPid: 1,
      groupId: 501,
      state: 'sleeping',
      start: 'Mon Dec 25 12:00:00 2024',
      cpuMs: 7_425_670,
      residentBytes: 1_073_741_824,
      traced: false,
      command: '/Users/ann/go/bin/gopls serve -listen unix;/tmp/g.sock',
    },
  ])
})

function parseOne(columns: {
  readonly state?: string
  readonly start?: string
  readonly time?: string
  readonly command?: string
}) {
  const { state = 'S', start = 'Mon Dec 25 12:00:00 2024', time = '0:00.05', command = 'gopls' } = columns
  const [row] = parsePsOutput(
    `    7     1     7 ${state.padEnd(4)} ${start.padEnd(28)} ${time} 10 ${command}`,
  )
  return row
}

for (const [letters, state, traced] of [
  ['R', 'running', false],
  ['RN', 'running', false],
  ['S', 'sleeping', false],
  ['Ss+', 'sleeping', false],
  ['I', 'sleeping', false],
  ['U', 'uninterruptible', false],
  ['UE', 'uninterruptible', false],
  ['T', 'stopped', false],
  ['TX', 'traced', true],
  ['SX+', 'sleeping', true],
  ['Z', 'zombie', false],
  ['?', 'other', false],
  ['H', 'other', false],
  ['', 'other', false],
  [' s+', 'other', false],
] as const) {
  t.test(`state '${letters}' means ${state}${traced ? ' under a debugger' : ''}`, async t => {
    t.match(parseOne({ state: letters }), { state, traced, start: 'Mon Dec 25 12:00:00 2024' })
  })
}

for (const [time, cpuMs] of [
  ['  0:00.00', 0],
  ['  0:00.05', 50],
  ['  1:08.04', 68_040],
  ['123:45.67', 7_425_670],
  ['1:02:03.45', 3_723_450],
  ['1-02:03:04', 93_784_000],
] as const) {
  t.test(`CPU time ${time.trim()} is ${cpuMs} ms`, async t => {
    t.equal(parseOne({ time })?.cpuMs, cpuMs)
  })
}

t.test('the start is the same whatever blanks ps puts into it', async t => {
  t.equal(parseOne({ start: 'Sun Dec  1 09:05:00 2024' })?.start, 'Sun Dec 1 09:05:00 2024')
})

for (const command of [
  '<defunct>',
  '(godef)',
  'Cursor Helper (Plugin): extension-host (user) live-love-recycle [1-1]',
  '/home/x/go/bin/gopls ** telemetry **',
  '/Users/ann/Go Tools/gopls -mode=stdio',
]) {
  t.test(`the command ${command} is kept as it is`, async t => {
    t.equal(parseOne({ command })?.command, command)
  })
}

t.test('a process without a command is a process', async t => {
  t.match(parseOne({ command: '' }), { pid: 7, command: '' })
})

t.test('several lines give several rows', async t => {
  t.equal(parsePsOutput(gopls + gopls).length, 2)
  t.strictSame(parsePsOutput(''), [])
})

t.test('a line of another shape throws instead of hiding a process', async t => {
  t.throws(() => parsePsOutput('  501 1 501 Ss 월 12/29 11:42:40 2025 0:00.05 10 gopls'), /unknown shape/)
  t.throws(() => parsePsOutput(`${gopls}ps: something odd`), /unknown shape/)
})

const failed = {
  ok: false,
  reason: 'failed',
  exitCode: 1,
  signal: null,
  stdout: '',
  stderr: '',
  message: 'Command failed with exit code 1: /bin/ps',
} as const

t.test('of all processes each is read, also behind one whose arguments have line feeds', async t => {
  const script = '  9 1 9 S Mon Dec 25 12:00:00 2024 0:00.05 10 sh -c echo one\n  echo two # 9\necho three\n'
  const rows = readEveryResult({ ok: true, stdout: script + gopls, stderr: '' })
  t.match(rows, [
    { pid: 9, command: 'sh -c echo one\n  echo two # 9\necho three' },
    { pid: 501, command: /^\/Users\/ann/ },
  ])
  t.equal(rows.length, 2)
})

t.test('by name each is selected with its ancestors, whatever the order', async t => {
  const rows = [
    processRow({ pid: 9, parentPid: 8, command: '/Users/ann/go/bin/gopls -mode=stdio' }),
    processRow({ pid: 8, parentPid: 7, command: 'Code Helper (Plugin): extension-host (user) demo [1-1]' }),
    processRow({ pid: 7, command: '/Applications/Visual Studio Code.app/Contents/MacOS/Electron' }),
    processRow({ pid: 6, parentPid: 7, command: 'Code Helper: shared-process' }),
    processRow({ pid: 5, parentPid: 5, command: 'vim gopls.md' }),
  ]
  t.strictSame(
    selectNamed(rows, 'gopls').map(({ pid }) => pid),
    [9, 8, 7, 5],
  )
  t.strictSame(selectNamed(rows, 'godef'), [])
})

t.test('no match is an empty answer, not a failure', async t => {
  t.strictSame(readPsResult(failed), [])
})

t.test('a ps that failed is never taken for an empty answer', async t => {
  t.throws(() => readEveryResult(failed), /ps failed/)
  t.throws(() => readPsResult({ ...failed, stderr: 'ps: illegal option' }), /ps failed/)
  t.throws(
    () => readPsResult({ ...failed, reason: 'timeout', exitCode: null, signal: 'SIGKILL' }),
    /ps failed/,
  )
  t.throws(() => readPsResult({ ...failed, reason: 'missing', exitCode: null }), /ps failed/)
})

t.test('the boot is told by its session, or else by its time', async t => {
  const time = 'kern.boottime: { sec = 1592836479, usec = 918881 } Mon Jun 22 07:34:39 2020\n'
  const session = 'kern.bootsessionuuid: B1A56C72-9A70-42C8-BBD3-0A72CF733A7C\n'
  t.equal(parseBootId(time + session), 'B1A56C72-9A70-42C8-BBD3-0A72CF733A7C')
  t.equal(parseBootId(time), '1592836479')
  t.throws(() => parseBootId('8\n8\n'), /neither/)
})

t.test('on macOS itself', { skip: process.platform !== 'darwin' && 'needs macOS' }, async t => {
  const { openMacosProcesses } = await import('../../src/host/macos-ps.js')
  const table = await openMacosProcesses()
  t.match(await table.readProcess(process.pid), { pid: process.pid, parentPid: process.ppid })
  t.equal(await table.readProcess(99_998), undefined)
  t.ok((await table.readEvery()).some(({ pid }) => pid === process.pid))
})
