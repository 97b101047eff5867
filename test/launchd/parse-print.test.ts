import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { type PrintedJob, parsePrint } from '../../src/launchd/parse-print.js'

// What launchctl of macOS prints, shape by shape, told of our own job.
const samplesFolder = new URL('samples/', import.meta.url)

function readSample(name: string): string {
  return readFileSync(new URL(`${name}.txt`, samplesFolder), 'utf8')
}

const program = '/Users/gopher/Library/Application Support/gopls-guardian/app/current/bin/gopls-guardian'
const usual: PrintedJob = {
  state: 'not running',
  jobState: null,
  pid: null,
  lastExit: { kind: 'never' },
  runs: 0,
  path: '/Users/gopher/Library/LaunchAgents/dev.gopls-guardian.agent.plist',
  program,
  arguments: [program, 'run', '--agent', '--install-gopls'],
  pendedSpawn: null,
  spawnType: 'interactive (4)',
  runIntervalSeconds: 30,
}
const script = 'program=/bin/true\n[ -x "$program" ] || {\n  pid = 99\n}\nexec "$program"\n'

const rows: Readonly<Record<string, Partial<PrintedJob>>> = {
  running: { state: 'running', pid: 1871, runs: 1 },
  'running-after-signal': {
    state: 'running',
    pid: 40321,
    runs: 2,
    lastExit: { kind: 'signal', name: 'Killed', number: 9 },
  },
  'never-run': {},
  'after-reboot': { jobState: 'uninitialized' },
  pended: { pendedSpawn: 'speculative' },
  'ended-on-purpose': { runs: 2, lastExit: { kind: 'code', code: 0, name: null } },
  'exit-78': {
    jobState: 'spawn failed',
    runs: 27,
    lastExit: { kind: 'code', code: 78, name: 'EX_CONFIG' },
    spawnType: null,
  },
  'spawn-scheduled': {
    state: 'spawn scheduled',
    runs: 9,
    lastExit: { kind: 'code', code: 1, name: null },
  },
  'crash-loop': {
    state: 'running',
    pid: 60560,
    runs: 38_771,
    lastExit: { kind: 'code', code: 1, name: null },
  },
  'code-signing': {
    jobState: 'spawn failed',
    runs: 2380,
    lastExit: { kind: 'reason', reason: 'OS_REASON_CODESIGNING' },
  },
  dyld: { state: 'spawn scheduled', runs: 2, lastExit: { kind: 'reason', reason: 'OS_REASON_DYLD' } },
  starting: {
    state: 'xpcproxy',
    pid: 771,
    runs: 778,
    lastExit: { kind: 'signal', name: 'Hangup', number: 1 },
  },
  'booted-out': {
    state: 'SIGTERMed',
    pid: 4242,
    runs: null,
    lastExit: null,
    path: null,
    program: null,
    arguments: [],
    spawnType: null,
    runIntervalSeconds: null,
  },
  abandoned: { runs: 1, lastExit: { kind: 'unknown', text: '(abandoned)' } },
  'user-domain': {
    runs: 4,
    lastExit: { kind: 'code', code: 1, name: null },
    spawnType: 'adaptive (6)',
    runIntervalSeconds: null,
  },
  submitted: {
    jobState: 'exited',
    runs: 1,
    lastExit: { kind: 'code', code: 0, name: null },
    path: '(submitted by smd.321)',
    program: null,
    arguments: [],
    runIntervalSeconds: null,
  },
  'macos-10.14': { state: 'running', pid: 3087, runs: 1, spawnType: 'daemon', runIntervalSeconds: null },
  'argument-of-many-lines': {
    state: 'running',
    jobState: 'running',
    pid: 1219,
    runs: 1,
    program: '/bin/sh',
    arguments: ['/bin/sh', '-c', script],
    spawnType: 'daemon (3)',
    runIntervalSeconds: null,
  },
}

for (const [name, expected] of Object.entries(rows)) {
  t.test(`the sample ${name} is read in full`, async t => {
    t.strictSame(parsePrint(readSample(name)), { ...usual, ...expected })
  })
}

t.test('every sample is in the table', async t => {
  t.strictSame(
    readdirSync(samplesFolder).sort(),
    Object.keys(rows)
      .map(name => `${name}.txt`)
      .sort(),
  )
})

for (const text of [
  '',
  'Bad request.\nCould not find service "dev.gopls-guardian.agent" in domain for user gui: 501\n',
  '\tdisabled services = {\n\t\t"dev.gopls-guardian.agent" => disabled\n\t}\n',
]) {
  t.test(`no job is read from ${JSON.stringify(text)}`, async t => {
    t.equal(parsePrint(text), undefined)
  })
}

t.test('an output that was cut off gives what stands in what is left', async t => {
  const text = readSample('running')
  t.match(parsePrint(text.slice(0, text.indexOf('\timmediate reason'))), { state: 'running', pid: 1871 })
  t.match(parsePrint(text.slice(0, text.indexOf('\t\t--agent'))), { state: 'running', pid: null, runs: null })
})

t.test('a number that is none is not known', async t => {
  for (const pid of ['(unknown)', '-1', '0x12', '', '99999999999999999999'])
    t.equal(parsePrint(readSample('running').replace('pid = 1871', `pid = ${pid}`))?.pid, null, pid)
})

// Lines that look like the job's own, like the ends of blocks, and like anything else.
const treacherousLine = fc.oneof(
  fc.constantFrom(
    ...[
      '\tpid = 99',
      '\tstate = SIGTERMed',
      '\truns = 99',
      '\tlast exit code = 99',
      '\tlast exit reason = X',
    ],
    ...['\tdomain = gui/99', '\tpath = /evil', '\trun interval = 99 seconds', '\tjob state = spawn failed'],
    ...[
      '\tpended nondemand spawn = inefficient',
      '}',
      '\t}',
      '\t\t}',
      '',
      '\targuments = {',
      'gui/501/x = {',
    ],
  ),
  fc.string(),
)
const treacherousArgument = fc
  .array(treacherousLine, { minLength: 1, maxLength: 6 })
  .map(lines => lines.join('\n'))

t.test('what stands in an argument is never taken for a fact about the job', async t => {
  const [before = '', behind = ''] = readSample('ended-on-purpose').split(
    /\tprogram = .*\n(?:\t.*\n)+?\t\}\n/,
  )
  const truth = { ...usual, ...rows['ended-on-purpose'] }
  t.ok(before.includes('\tstate') && behind.includes('\tdomain'), 'the sample is cut at its arguments')
  fc.assert(
    fc.property(fc.array(treacherousArgument, { minLength: 1 }), words => {
      const printedArguments = words.map(word => `\t\t${word}\n`).join('')
      const text = `${before}\tprogram = ${words[0]}\n\targuments = {\n${printedArguments}\t}\n${behind}`
      const job = parsePrint(text)
      // Where an argument ends cannot always be told.
      return isDeepStrictEqual({ ...job, program, arguments: usual.arguments }, truth)
    }),
  )
})

t.test('no text makes it throw', async () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(treacherousLine).map(lines => ['gui/501/x = {', ...lines].join('\n')),
  )
  fc.assert(
    fc.property(anyText, text => {
      const job = parsePrint(text)
      return job === undefined || job.pid === null || Number.isSafeInteger(job.pid)
    }),
  )
})
