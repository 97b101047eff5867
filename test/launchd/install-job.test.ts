import fc from 'fast-check'
import t from 'tap'
import { firstStep, maxTries, nextStep } from '../../src/launchd/install-job.js'
import { planJob } from '../../src/launchd/install-plan.js'
import { agentLabel, watchdogLabel } from '../../src/launchd/job.js'
import type { JobPlan, JobStep, StepResult } from '../../src/launchd/job-step.js'
import type { Printed } from '../../src/launchd/launchctl.js'
import type { PrintedJob } from '../../src/launchd/parse-print.js'

const plistFile = '/home/me/Library/LaunchAgents/a.plist'
const realPlistFile = '/dotfiles/LaunchAgents/a.plist'
const programArguments = ['/app/current/bin/gopls-guardian', 'run']

function plan(goal: JobPlan['goal'], label = agentLabel): JobPlan {
  return planJob(goal, { label, plistFile, realPlistFile, programArguments })
}

const idle: PrintedJob = {
  state: 'not running',
  jobState: null,
  pid: null,
  lastExit: { kind: 'never' },
  runs: 0,
  path: plistFile,
  program: null,
  arguments: programArguments,
  pendedSpawn: null,
  spawnType: null,
  runIntervalSeconds: null,
}
const running: PrintedJob = { ...idle, state: 'running', pid: 42, runs: 1 }
const unknownLabel: Printed = { kind: 'unknown-label' }

/** What a script of results makes of a plan; looks and answers are told apart by the step. */
function go(job: JobPlan, answers: Readonly<Partial<Record<JobStep['kind'], readonly Said[]>>>): JobStep[] {
  const left = new Map(Object.entries(answers).map(([kind, said]) => [kind, [...said]]))
  const steps: JobStep[] = []
  let nowMs = 0
  for (let step = firstStep(job); steps.length < 1_000; ) {
    steps.push(step)
    if (step.kind === 'done' || step.kind === 'failed') break
    const said = left.get(step.kind) ?? []
    // The last one is said again and again.
    const [first = usual(step)] = said
    if (said.length > 1) said.shift()
    if ('delayMs' in step) nowMs += step.delayMs
    step = nextStep(job, step, toResult(first), nowMs)
  }
  return steps
}

/** An exit code, or what a look shows. */
type Said = number | null | Printed | { readonly printed: Printed; readonly isOldAlive: true }

function toResult(said: Said): StepResult {
  if (said === null || typeof said === 'number')
    return { kind: 'answer', answer: { exitCode: said, said: `said ${said}` } }
  return 'printed' in said ? { kind: 'look', ...said } : { kind: 'look', printed: said, isOldAlive: false }
}

function usual({ kind }: JobStep): Said {
  if (kind === 'look' || kind === 'await-gone') return unknownLabel
  return kind === 'await-running' || kind === 'await-bootstrap' ? { kind: 'loaded', job: running } : 0
}

const kinds = (steps: readonly JobStep[]) => steps.map(({ kind }) => kind)
const theWay = [
  'look',
  'write-plist',
  'bootout',
  'await-gone',
  'enable',
  'bootstrap',
  'kickstart',
  'await-running',
  'done',
]

t.test('where nothing is in the way, the seven steps come one after the other', async t => {
  t.strictSame(kinds(go(plan('install'), {})), theWay)
})

for (const code of [0, 3, 113, 36, 5, null])
  t.test(`whatever bootout says (${code}), the look decides`, async t => {
    t.strictSame(kinds(go(plan('install'), { bootout: [code] })), theWay)
  })

t.test('a job that is gone, but whose process lives on, is waited for', async t => {
  const steps = go(plan('install'), {
    'await-gone': [{ printed: unknownLabel, isOldAlive: true }, unknownLabel],
  })
  t.strictSame(kinds(steps), theWay.toSpliced(3, 1, 'await-gone', 'await-gone'))
})

const waits: readonly (readonly ['await-gone' | 'await-running', Printed])[] = [
  ['await-gone', { kind: 'loaded', job: { ...running, state: 'SIGTERMed' } }],
  ['await-running', { kind: 'loaded', job: { ...idle, pendedSpawn: 'speculative' } }],
  ['await-running', unknownLabel],
]
for (const [at, printed] of waits)
  t.test(`a wait has an end, and then it is told what was seen: ${at}, ${printed.kind}`, async t => {
    const steps = go(plan('install'), { [at]: [printed] })
    t.match(steps.at(-1), { kind: 'failed', failure: { at, printed, answer: { exitCode: 0 } } })
    const waitedMs = steps.reduce((sum, step) => sum + ('delayMs' in step ? step.delayMs : 0), 0)
    t.ok(
      waitedMs > 10_000 && waitedMs < 20_000,
      `longer than launchd may take, and not for ever: ${waitedMs}`,
    )
  })

for (const code of [5, 36, 37, 113, 119, null])
  t.test(`after ${code} from bootstrap it is enabled and tried again, ever later`, async t => {
    const gone = { 'await-bootstrap': [unknownLabel] }
    const cured = go(plan('install'), { bootstrap: [code, code, 0], ...gone })
    t.strictSame(kinds(cured).slice(4), [
      ...['enable', 'bootstrap', 'await-bootstrap'],
      ...['enable', 'bootstrap', 'await-bootstrap'],
      ...['enable', 'bootstrap', 'kickstart', 'await-running', 'done'],
    ])
    const failing = go(plan('install'), { bootstrap: [code], ...gone })
    t.equal(kinds(failing).filter(kind => kind === 'bootstrap').length, maxTries)
    t.match(failing.at(-1), { kind: 'failed', failure: { at: 'bootstrap', answer: { exitCode: code } } })
    const delays = failing.flatMap(step => (step.kind === 'await-bootstrap' ? step.delayMs : []))
    t.strictSame(
      delays,
      delays.toSorted((a, b) => a - b),
    )
  })

t.test('a bootstrap that failed although the job is loaded has not failed', async t => {
  const steps = go(plan('install'), { bootstrap: [37], 'await-bootstrap': [{ kind: 'loaded', job: idle }] })
  t.strictSame(kinds(steps).slice(-4), ['await-bootstrap', 'kickstart', 'await-running', 'done'])
})

for (const state of ['SIGTERMed', 'SIGKILLed']) {
  const draining: Printed = { kind: 'loaded', job: { ...running, state } }

  t.test(`a job that launchd is just ending is waited for, and that is one try: ${state}`, async t => {
    const looks = [...Array<Printed>(100).fill(draining), unknownLabel]
    const steps = go(plan('install'), { bootstrap: [5, 0], 'await-bootstrap': looks })
    t.equal(kinds(steps).filter(kind => kind === 'await-bootstrap').length, 101)
    t.equal(kinds(steps).filter(kind => kind === 'bootstrap').length, 2)
    t.equal(kinds(steps).at(-1), 'done')
  })

  t.test(`that wait ends too: ${state}`, async t => {
    const steps = go(plan('start'), { bootstrap: [5], 'await-bootstrap': [draining] })
    const failure = { at: 'await-bootstrap', printed: draining, answer: { exitCode: 5 } }
    t.match(steps.at(-1), { kind: 'failed', failure })
    const waitedMs = steps.reduce((sum, step) => sum + ('delayMs' in step ? step.delayMs : 0), 0)
    t.ok(waitedMs > 10_000 && waitedMs < 20_000, `${waitedMs}`)
  })
}

for (const code of [2, 112, 122, 125, 134, 155, 1])
  t.test(`after ${code} from bootstrap another try is of no use`, async t => {
    const steps = go(plan('install'), { bootstrap: [code] })
    t.match(steps.at(-1), { kind: 'failed', failure: { at: 'bootstrap', answer: { exitCode: code } } })
    t.equal(kinds(steps).filter(kind => kind === 'bootstrap').length, 1)
  })

t.test('without a session nothing is changed', async t => {
  const answer = { exitCode: 125, said: 'Domain does not support specified action' }
  const steps = go(plan('install'), { look: [{ kind: 'unreadable', answer }] })
  t.match(steps, [{ kind: 'look' }, { kind: 'failed', failure: { at: 'look', answer } }])
})

t.test('a plist that cannot be written is told before anything is booted out', async t => {
  t.match(go(plan('install'), { 'write-plist': [1] }), [
    { kind: 'look' },
    { kind: 'write-plist' },
    { kind: 'failed', failure: { at: 'write-plist', answer: { said: 'said 1' } } },
  ])
})

for (const other of [{ path: '/elsewhere.plist' }, { arguments: ['/old'] }])
  t.test(`launchd must have what was written: ${Object.keys(other).join()}`, async t => {
    const answers = { 'await-running': [{ kind: 'loaded', job: { ...running, ...other } }] } as const
    t.match(go(plan('install'), answers).at(-1), { kind: 'failed', failure: { at: 'compare' } })
    t.equal(go(plan('start'), answers).at(-1)?.kind, 'done', 'a start takes what is loaded')
  })

t.test('launchd may print the file without the symbolic links of its folder', async t => {
  const answers = {
    'await-running': [{ kind: 'loaded', job: { ...running, path: realPlistFile } }],
  } as const
  t.equal(go(plan('install'), answers).at(-1)?.kind, 'done')
})

t.test('of a job that ends at once the traces count, of the daemon they do not', async t => {
  const ended: PrintedJob = { ...idle, runs: 1, lastExit: { kind: 'code', code: 0, name: null } }
  const answers = { 'await-running': [{ kind: 'loaded', job: ended }] } as const
  t.equal(go(plan('install', watchdogLabel), answers).at(-1)?.kind, 'done')
  t.equal(go(plan('install'), answers).at(-1)?.kind, 'failed')
  const badly = { ...ended, lastExit: { kind: 'code', code: 78, name: 'EX_CONFIG' } } as const
  const failing = go(plan('install', watchdogLabel), { 'await-running': [{ kind: 'loaded', job: badly }] })
  t.equal(failing.at(-1)?.kind, 'failed')
})

t.test('a stop ends when the job is gone, a start begins without one', async t => {
  t.strictSame(kinds(go(plan('stop'), {})), ['look', 'bootout', 'await-gone', 'done'])
  t.strictSame(kinds(go(plan('start'), {})), ['enable', 'bootstrap', 'kickstart', 'await-running', 'done'])
})

const anyCode = fc.constantFrom(0, 1, 2, 3, 5, 36, 37, 112, 113, 119, 122, 125, 134, 155, null)
const anyJob = fc.record({
  ...Object.fromEntries(Object.entries(idle).map(([key, value]) => [key, fc.constant(value)])),
  state: fc.constantFrom('running', 'not running', 'SIGTERMed', 'SIGKILLed', 'spawn scheduled', null),
  pid: fc.constantFrom(null, 42),
  runs: fc.constantFrom(null, 0, 3),
  path: fc.constantFrom(null, plistFile, '/elsewhere.plist'),
}) as fc.Arbitrary<PrintedJob>
const anyPrinted: fc.Arbitrary<Printed> = fc.oneof(
  fc.constant(unknownLabel),
  anyJob.map(job => ({ kind: 'loaded' as const, job })),
  anyCode.map(exitCode => ({ kind: 'unreadable' as const, answer: { exitCode, said: '' } })),
)
const anyMoment = fc.record({
  code: anyCode,
  printed: anyPrinted,
  isOldAlive: fc.boolean(),
  extraMs: fc.nat({ max: 500 }),
})

t.test('from whatever comes of each step, it ends, and never loads a job beside the old one', async () => {
  const someGoal = fc.constantFrom<JobPlan['goal']>('install', 'stop')
  fc.assert(
    fc.property(someGoal, fc.infiniteStream(anyMoment), (goal, moments) => {
      const job = plan(goal)
      let step = firstStep(job)
      let nowMs = 0
      let isGone = false
      let bootstraps = 0
      for (let count = 0; count < 1_000; count += 1) {
        if (step.kind === 'done' || step.kind === 'failed') return
        if (step.kind === 'bootstrap') {
          bootstraps += 1
          if (!isGone) throw new Error('the old one is still there')
          if (bootstraps > maxTries) throw new Error('too many tries')
          if (goal === 'stop') throw new Error('a stop starts something')
        }
        const { value } = moments.next() as { readonly value: Moment }
        const { code, printed, isOldAlive, extraMs } = value
        const looks = step.kind === 'look' || 'delayMs' in step
        if (step.kind === 'await-gone') isGone = printed.kind === 'unknown-label' && !isOldAlive
        if ('delayMs' in step) nowMs += step.delayMs
        nowMs += extraMs
        const answer = { exitCode: code, said: '' }
        const result: StepResult = looks ? { kind: 'look', printed, isOldAlive } : { kind: 'answer', answer }
        step = nextStep(job, step, result, nowMs)
      }
      throw new Error('it does not end')
    }),
  )
})

interface Moment {
  readonly code: number | null
  readonly printed: Printed
  readonly isOldAlive: boolean
  readonly extraMs: number
}
