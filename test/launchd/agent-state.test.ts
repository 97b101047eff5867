import fc from 'fast-check'
import t from 'tap'
import type { AgentFacts, AgentState } from '../../src/launchd/agent-facts.js'
import { describeAgent } from '../../src/launchd/agent-state.js'
import type { PrintedJob } from '../../src/launchd/parse-print.js'

const job: PrintedJob = {
  state: 'not running',
  jobState: null,
  pid: null,
  lastExit: { kind: 'never' },
  runs: 0,
  path: null,
  program: null,
  arguments: [],
  pendedSpawn: null,
  spawnType: null,
  runIntervalSeconds: 30,
}
const facts: AgentFacts = {
  role: 'daemon',
  printed: { kind: 'unknown-label' },
  disabled: false,
  plist: 'as-generated',
  upMs: null,
}
const running: Partial<PrintedJob> = { state: 'running', pid: 7, runs: 1 }
const code = (code: number): Partial<PrintedJob> => ({ lastExit: { kind: 'code', code, name: null } })
const killed: Partial<PrintedJob> = { lastExit: { kind: 'signal', name: 'Killed', number: 9 } }
const unsigned: Partial<PrintedJob> = { lastExit: { kind: 'reason', reason: 'OS_REASON_CODESIGNING' } }

function loaded(change: Partial<PrintedJob>, more: Partial<AgentFacts> = {}): AgentFacts {
  return { ...facts, printed: { kind: 'loaded', job: { ...job, ...change } }, ...more }
}

const absent: readonly (readonly [string, Partial<AgentFacts>, AgentState, RegExp])[] = [
  ['nothing is there', { plist: 'missing' }, 'not-installed', /is not installed\. Type: .* agent install$/],
  ['only an override is left', { plist: 'missing', disabled: true }, 'not-installed', /agent install$/],
  ['it was stopped', {}, 'not-loaded', /not loaded: it was stopped\. Type: .* agent start$/],
  ['it was disabled', { disabled: true }, 'disabled', /switched off.* Type: .* agent start$/],
  ['the plist is somebody else’s', { plist: 'foreign' }, 'not-installed', /not ours\. Move that away/],
]

for (const [name, more, state, words] of absent) {
  t.test(`not loaded: ${name}`, async t => {
    t.match(describeAgent({ ...facts, ...more }), { loaded: false, running: false, pid: null, state, words })
  })
}

const present: readonly (readonly [string, AgentFacts, AgentState, RegExp])[] = [
  ['it runs', loaded(running), 'running', /^The daemon runs \(pid 7\)\.$/],
  [
    'it runs, and long after a bad end',
    loaded({ ...running, ...killed, runs: 40 }, { upMs: 3_600_000 }),
    'running',
    /^The daemon runs/,
  ],
  ['it runs after one bad end', loaded({ ...running, ...killed, runs: 2 }), 'running', /^The daemon runs/],
  [
    'it runs for a moment after many bad ends',
    loaded({ ...running, ...code(1), runs: 38_771 }, { upMs: 2_000 }),
    'crash-looping',
    /38771 starts by now; it ended with exit code 1\. Read guardian\.log.* agent stop$/,
  ],
  [
    'nobody knows how long it runs after many bad ends',
    loaded({ ...running, ...code(1), runs: 38_771 }),
    'crash-looping',
    /again and again/,
  ],
  [
    'macOS ends it each time',
    loaded({ state: 'spawn scheduled', ...unsigned, runs: 2380 }),
    'crash-looping',
    /macOS ended it \(OS_REASON_CODESIGNING: the program was changed/,
  ],
  [
    'it ended badly once',
    loaded({ state: 'spawn scheduled', ...code(1), runs: 1 }),
    'failed',
    /it ended with exit code 1, and launchd will try again/,
  ],
  ['a signal ended it', loaded({ ...killed, runs: 1 }), 'failed', /a signal ended it \(Killed: 9\)/],
  ['it could not be started', loaded({ jobState: 'spawn failed' }), 'failed', /it has not run yet/],
  [
    'it ended with 78',
    loaded({ ...code(78), jobState: 'spawn failed', runs: 27 }),
    'exit-78',
    /exit code 78: it found no Node or a wrong configuration, or launchd could not open/,
  ],
  [
    'its start is held back',
    loaded({ pendedSpawn: 'speculative' }),
    'pended',
    /holds its start back \(speculative: .*agent start$/,
  ],
  ['for a reason unheard of', loaded({ pendedSpawn: 'moon' }), 'pended', /back \(moon\)/],
  [
    'held back after many bad ends',
    loaded({ pendedSpawn: 'inefficient', ...code(1), runs: 9 }),
    'pended',
    /Low Power Mode/,
  ],
  [
    'it ended on purpose',
    loaded({ ...code(0), runs: 3 }),
    'waiting',
    /it ended on purpose; guardian\.log says why\. launchd starts it within 30 seconds\. Type: .* agent start$/,
  ],
  ['it has not run yet', loaded({}), 'waiting', /it has not run yet\. launchd starts it within 30 seconds/],
  [
    'launchd lost track of its end',
    loaded({ lastExit: { kind: 'unknown', text: '(abandoned)' }, runs: 1, runIntervalSeconds: null }),
    'waiting',
    /launchd says of its end: \(abandoned\).* launchd starts it later/,
  ],
  ['it is disabled and does not run', loaded({}, { disabled: true }), 'disabled', /switched off/],
  [
    'it is disabled and still runs',
    loaded(running, { disabled: true }),
    'running',
    /runs \(pid 7\)\. It is switched off from the next login on\. Type: .* agent start$/,
  ],
  [
    'it is being started',
    loaded({ ...running, state: 'xpcproxy', ...killed, runs: 778 }),
    'starting',
    /about to run/,
  ],
  ['it is being ended', loaded({ ...running, state: 'SIGTERMed' }), 'stopping', /about to end/],
  ['it is being killed', loaded({ ...running, state: 'SIGKILLed' }), 'stopping', /about to end/],
  [
    'the watchdog is between two looks',
    loaded({ ...code(0), runs: 4000 }, { role: 'watchdog' }),
    'waiting',
    /^The watchdog waits for its next look\.$/,
  ],
  [
    'the last look of the watchdog failed',
    loaded({ ...code(1), runs: 4000 }, { role: 'watchdog' }),
    'failed',
    /exit code 1, and launchd will try again/,
  ],
  [
    'the plist has drifted',
    loaded(running, { plist: 'unlike' }),
    'running',
    /\(pid 7\)\. Its plist is not what this version would write\. Type: .* agent install$/,
  ],
  ['the plist is gone', loaded(running, { plist: 'missing' }), 'running', /will not start at the next login/],
  [
    'the plist is another’s',
    loaded(running, { plist: 'foreign' }),
    'running',
    /not ours\. Move that away, then type: .* agent install$/,
  ],
]

for (const [name, given, state, words] of present) {
  t.test(`loaded: ${name}`, async t => {
    const pid = given.printed.kind === 'loaded' ? given.printed.job.pid : null
    t.match(describeAgent(given), { loaded: true, running: pid !== null, pid, state, words })
  })
}

for (const exitCode of [112, 125]) {
  t.test(`without a session (${exitCode}) nothing is said to be stopped`, async t => {
    const answer = { exitCode, said: 'Bad request.' }
    t.match(describeAgent({ ...facts, printed: { kind: 'unreadable', answer } }), {
      loaded: null,
      running: null,
      pid: null,
      state: 'no-session',
      words: /^Whether the daemon runs cannot be told: .* logged in at the screen.* Log in/,
    })
  })
}

t.test('when launchctl fails nothing is said to be stopped', async t => {
  const answer = { exitCode: null, said: '/bin/launchctl took longer than 30000 ms' }
  t.match(describeAgent({ ...facts, printed: { kind: 'unreadable', answer } }), {
    loaded: null,
    running: null,
    state: 'unreadable',
    words: /30000 ms/,
  })
})

t.test('the words are sentences about the job, whatever the facts', async () => {
  const anyFacts = fc.record({
    role: fc.constantFrom('daemon' as const, 'watchdog' as const),
    printed: fc.constantFrom<AgentFacts['printed']>(
      ...[...absent.map(() => facts), ...present.map(([, given]) => given)].map(({ printed }) => printed),
    ),
    disabled: fc.boolean(),
    plist: fc.constantFrom(
      'missing' as const,
      'unlike' as const,
      'as-generated' as const,
      'foreign' as const,
    ),
    upMs: fc.option(fc.nat()),
  })
  fc.assert(
    fc.property(anyFacts, given => {
      const { words } = describeAgent(given)
      return words.startsWith(`The ${given.role} `) && !/null|undefined|\.\.| {2}/.test(words)
    }),
  )
})
