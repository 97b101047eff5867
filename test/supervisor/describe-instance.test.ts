import t from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import { noEvidence } from '../../src/core/evidence.js'
import { emptyInstanceState, type Phase } from '../../src/core/instance-state.js'
import { describeInstance, type InstanceFacts } from '../../src/supervisor/describe-instance.js'
import { sampleRecord } from './sample-record.js'

const { process: running } = sampleRecord({ pid: 4711, start: '123', bootId: 'this boot' })
if (!running) throw new Error('the sample has a process')

const atRest: InstanceFacts = {
  id: '1',
  state: emptyInstanceState,
  lease: null,
  sessions: [],
  current: undefined,
  lastEnd: undefined,
  nowMs: 100_000,
  nowWallMs: running.startedAtWallMs + 61_400,
  restartPolicy: defaultSettings.restart,
  heldBack: null,
}

const inUse: InstanceFacts = {
  ...atRest,
  state: { ...emptyInstanceState, generation: 3, phase: { kind: 'ready', sinceMs: 40_000, resumes: 0 } },
  current: {
    generation: { process: running, adopted: true },
    examination: {
      evidence: { ...noEvidence, unansweredLooks: 1 },
      judgement: { verdict: 'healthy', cause: null, reason: 'answers', suppressed: null },
      verdictSinceMs: 70_000,
      process: {
        state: 'sleeping',
        traced: false,
        residentBytes: 42_000_000,
        cpuMs: 2_000,
        children: [],
      },
      sessions: 2,
    },
  },
}

t.test('a gopls in use is told with what its whole group takes', async t => {
  t.match(describeInstance(inUse), {
    id: '1',
    state: 'ready',
    verdict: 'healthy',
    reason: 'answers',
    evidence: { unansweredLooks: 1 },
    verdictForSeconds: 30,
    pid: 4711,
    generation: 3,
    goplsVersion: 'v0.23.0',
    goplsPath: '/nowhere/gopls',
    socket: '/nowhere/g-1-3.sock',
    uptimeSeconds: 61,
    sessions: 2,
    residentBytes: 42_000_000,
    cpuSeconds: 2,
    adopted: true,
    lastEnd: null,
  })
})

t.test('a slot without a process has no numbers, only its history', async t => {
  t.match(describeInstance({ ...atRest, lastEnd: { kind: 'exited', code: 2, signal: null } }), {
    state: 'stopped',
    verdict: 'gone',
    pid: null,
    goplsVersion: null,
    socket: null,
    startedAtWallMs: null,
    uptimeSeconds: null,
    residentBytes: null,
    cpuSeconds: null,
    sessions: 0,
    adopted: false,
    lastEnd: 'exit 2',
  })
})

t.test('a gopls that was not measured yet has no numbers rather than 0', async t => {
  const { current } = inUse
  const unmeasured = current && { ...current, examination: { ...current.examination, process: undefined } }
  t.match(describeInstance({ ...inUse, current: unmeasured }), { residentBytes: null, cpuSeconds: null })
})

t.test('a clock that was set back makes no negative uptime', async t => {
  t.equal(describeInstance({ ...inUse, nowWallMs: 0 }).uptimeSeconds, 0)
})

const waits: readonly (readonly [Phase, 'open' | 'closed', number | null])[] = [
  [{ kind: 'failed', untilMs: 159_001, reason: 'crash' }, 'open', 60],
  [{ kind: 'backoff', untilMs: 100_250, reason: 'crash' }, 'closed', 1],
  [{ kind: 'backoff', untilMs: 99_000, reason: 'crash' }, 'closed', 0],
  [{ kind: 'stopped' }, 'closed', null],
]
for (const [phase, state, retryInSeconds] of waits)
  t.test(`in ${phase.kind} the next try is in ${retryInSeconds} s`, async t => {
    const facts = { ...atRest, state: { ...emptyInstanceState, phase, streak: 1 } }
    t.strictSame(describeInstance(facts).breaker, { state, streak: 1, retryInSeconds })
  })
