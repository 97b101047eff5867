import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { openLinuxProcesses, parseStat, parseStatus } from '../../src/host/linux-processes.js'
import { eventually } from './eventually.js'
import { startGroup } from './start-group.js'
import { startZombie } from './start-zombie.js'

const tail = '1 500 500 0 -1 4194560 100 0 0 0 25 17 3 4 20 0 8 0 9876 12345 678 18446744073709551615'

t.test('a stat line is read whatever the name of the program', async t => {
  const expected = {
    pid: 4711,
    parentPid: 1,
    groupId: 500,
    state: 'sleeping',
    start: '9876',
    cpuMs: 420,
  }
  const names = fc.string({ unit: fc.constantFrom('(', ')', ' ', '\n', 'R', '7', 'g', 'é') })
  fc.assert(fc.property(names, name => isDeepStrictEqual(parseStat(`4711 (${name}) S ${tail}\n`), expected)))
  t.strictSame(parseStat(`4711 (a) R 1 (b) S ${tail}`), expected)
})

for (const [letter, state] of [
  ['R', 'running'],
  ['S', 'sleeping'],
  ['D', 'uninterruptible'],
  ['T', 'stopped'],
  ['t', 'traced'],
  ['Z', 'zombie'],
  ['X', 'zombie'],
  ['?', 'other'],
] as const) {
  t.test(`state ${letter} means ${state}`, async t => {
    t.equal(parseStat(`1 (x) ${letter} ${tail}`)?.state, state)
  })
}

t.test('what is no stat line gives no process', async t => {
  for (const text of ['', '4711', '4711 (gopls', '4711 (gopls)', '4711 (gopls) S 1 500'])
    t.equal(parseStat(text), undefined, JSON.stringify(text))
})

t.test('memory and debugger are read from the status', async t => {
  const status =
    'Name:\tgopls\nState:\tS\nTgid:\t42\nPid:\t42\nTracerPid:\t7\nUid:\t501\t0\t0\t0\nVmHWM:\t 900 kB\nVmRSS:\t     512 kB\n'
  t.strictSame(parseStatus(status), { processId: 42, userId: 501, traced: true, residentBytes: 524_288 })
})

t.test('a zombie has no memory', async t => {
  t.strictSame(parseStatus('Name:\tgopls\nTgid:\t42\nTracerPid:\t0\nThreads:\t1\n'), {
    processId: 42,
    userId: 0,
    traced: false,
    residentBytes: 0,
  })
})

/** A /proc in which some processes went away between two reads. */
const fakeProc = {
  sys: { kernel: { random: { boot_id: 'boot-1\n' } } },
  self: {},
  '10': { stat: `10 (whole) S ${tail}`, status: 'Name:\tx\nTgid:\t10\n', cmdline: 'gopls\0-rpc.trace\0' },
  '11': {},
  '12': { stat: `12 (half) S ${tail}` },
  '13': { stat: `13 (half) S ${tail}`, status: 'Name:\tx\nTgid:\t13\n' },
  '14': { stat: `14 (thread) S ${tail}`, status: 'Name:\tx\nTgid:\t10\n', cmdline: 'gopls\0' },
}

t.test('a process that vanishes between two reads is left out', async t => {
  const table = openLinuxProcesses(t.testdir(fakeProc))
  t.equal(table.bootId, 'boot-1')
  t.strictSame(
    (await table.readGroups([500])).map(({ pid, command }) => ({ pid, command })),
    [{ pid: 10, command: 'gopls -rpc.trace' }],
  )
  for (const pid of [11, 12, 13, 99]) t.equal(await table.readProcess(pid), undefined, String(pid))
})

t.test('of all processes only those of this user are read', async t => {
  const processOf = (pid: number, userId: number) => ({
    stat: `${pid} (x) S ${tail}`,
    status: `Name:\tx\nTgid:\t${pid}\nUid:\t${userId}\t0\t0\t0\n`,
    cmdline: 'x\0',
  })
  const us = process.getuid?.() ?? 0
  const folder = t.testdir({ ...fakeProc, '20': processOf(20, us), '21': processOf(21, us + 1) })
  t.ok((await openLinuxProcesses(folder).readEvery()).some(({ pid }) => pid === 20))
  t.notOk((await openLinuxProcesses(folder).readEvery()).some(({ pid }) => pid === 21))
})

t.test(
  'by name each is read with its ancestors, as far as they are of this user, and the first process',
  async t => {
    const us = process.getuid?.() ?? 0
    const processOf = (pid: number, parentPid: number, name: string, userId = us) => ({
      comm: `${name}\n`,
      stat: `${pid} (${name}) S ${tail.replace('1', String(parentPid))}`,
      status: `Name:\t${name}\nTgid:\t${pid}\nUid:\t${userId}\t0\t0\t0\n`,
      cmdline: `${name}\0`,
    })
    const folder = t.testdir({
      ...fakeProc,
      '30': processOf(30, 1, 'login', us + 1),
      '31': processOf(31, 30, 'zsh'),
      '32': processOf(32, 31, 'nvim'),
      '33': processOf(33, 32, 'gopls'),
      '34': processOf(34, 32, '.gopls-wrapped'),
      '35': processOf(35, 31, 'vim'),
      '36': processOf(36, 30, 'gopls', us + 1),
      // Two sweeps at different moments can see a circle.
      '37': processOf(37, 38, 'gopls'),
      '38': processOf(38, 37, 'sh'),
      '39': processOf(39, 1, 'gopls'),
      '1': processOf(1, 0, 'init', us + 1),
    })
    const rows = await openLinuxProcesses(folder).readNamed('gopls')
    t.strictSame(rows.map(({ pid }) => pid).toSorted(), [1, 31, 32, 33, 34, 37, 38, 39])
  },
)

t.test('a thread is not taken for a process', async t => {
  t.equal(await openLinuxProcesses(t.testdir(fakeProc)).readProcess(14), undefined)
})

t.test('trouble of our own rejects instead of looking like a death', async t => {
  const folder = t.testdir({
    sys: { kernel: { random: { boot_id: 'boot-1\n' } } },
    '10': { stat: {} },
  })
  const table = openLinuxProcesses(folder)
  await t.rejects(table.readProcess(10), { code: 'EISDIR' })
  await t.rejects(table.readGroups([500]), { code: 'EISDIR' })
})

t.test('a system without /proc is told so at once', async t => {
  t.throws(() => openLinuxProcesses(t.testdir({})), /is \/proc mounted/)
})

t.test('on Linux itself', { skip: process.platform !== 'linux' && 'needs /proc' }, async t => {
  const table = openLinuxProcesses()

  t.test('our own process is found with its parent, memory and command', async t => {
    const row = await table.readProcess(process.pid)
    t.match(row, { pid: process.pid, parentPid: process.ppid, traced: false })
    t.match(row?.command, process.execPath)
    t.ok((await table.readEvery()).some(({ pid }) => pid === process.pid))
    const residentBytes = process.memoryUsage.rss()
    t.ok(row && row.residentBytes > residentBytes / 2 && row.residentBytes < residentBytes * 2)
  })

  t.test('our own process is found by its name', async t => {
    const name = readFileSync('/proc/self/comm', 'utf8').trim()
    const pids = (await table.readNamed(name)).map(({ pid }) => pid)
    t.ok(pids.includes(process.pid))
    t.ok(process.ppid === 0 || pids.includes(process.ppid))
    t.strictSame(await table.readNamed('no program is called that'), [])
  })

  t.test('CPU time agrees with what the process knows of itself', async t => {
    const used = process.cpuUsage()
    const usedMs = (used.user + used.system) / 1000
    const row = await table.readProcess(process.pid)
    t.ok(row && Math.abs(row.cpuMs - usedMs) < 100, `${row?.cpuMs ?? NaN} and ${usedMs}`)
  })

  t.test('a group is read with all its members, and no others', async t => {
    const first = await startGroup(t, 'sleep 60 & sleep 60 & echo ready; wait')
    const second = await startGroup(t, 'echo ready; exec sleep 61')
    const rows = await table.readGroups([first.pid])
    t.equal(rows.length, 3)
    t.ok(rows.every(row => row.groupId === first.pid))
    t.equal(rows.filter(row => row.parentPid === first.pid).length, 2)
    t.equal((await table.readGroups([first.pid, second.pid])).length, 4)
    t.strictSame(await table.readGroups([]), [])
  })

  t.test('a stopped process is seen as stopped', async t => {
    const { pid } = await startGroup(t, 'echo ready; exec sleep 60')
    process.kill(pid, 'SIGSTOP')
    const row = await eventually(async () => {
      const row = await table.readProcess(pid)
      return row?.state === 'stopped' ? row : undefined
    })
    t.match(row, { state: 'stopped', traced: false })
  })

  t.test('a zombie is seen as a zombie without memory', async t => {
    t.match(await startZombie(t, table), { state: 'zombie', residentBytes: 0, command: '' })
  })

  t.test('an ended process is not found', async t => {
    const { pid, exited } = await startGroup(t, 'echo ready')
    await exited
    t.equal(await table.readProcess(pid), undefined)
    t.strictSame(await table.readGroups([pid]), [])
  })
})
