import t from 'tap'
import { breakerState } from '../../src/core/decide.js'
import { verdicts } from '../../src/core/verdict.js'
import { policy, Simulation } from './simulate.js'

t.test('the first death is followed by a launch in the same decision', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.die()
  t.equal(slot.state.phase.kind, 'starting')
  t.equal(slot.state.generation, 2)
  t.equal(slot.state.restarts.crash, 1)
})

t.test('a streak of deaths waits ever longer, then opens the breaker', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  const waits: number[] = []
  while (slot.state.phase.kind !== 'failed') {
    slot.becomeReady()
    const diedMs = slot.nowMs
    slot.die()
    slot.passUntilLaunched()
    waits.push(slot.nowMs - diedMs)
  }
  t.same(waits, [0, 250, 500, 1_000, 0], 'the last one waits for the cool-down instead')
  t.equal(breakerState(slot.state, policy.restart), 'open')
  t.match(slot.noticeKinds(), ['ready', 'ended'])
  t.equal(slot.noticeKinds().filter(kind => kind === 'breaker-opened').length, 1)
})

t.test('after the cool-down there is one trial, and its death opens the breaker again', async t => {
  const slot = failedSlot()
  const { generation } = slot.state
  slot.pass(policy.restart.cooldownMs)
  t.equal(slot.state.phase.kind, 'starting')
  t.equal(slot.state.generation, generation + 1)
  t.equal(breakerState(slot.state, policy.restart), 'half-open')
  slot.die()
  t.equal(slot.state.phase.kind, 'failed')
})

t.test('a trial that stays ready for the window closes the breaker', async t => {
  const slot = failedSlot()
  slot.pass(policy.restart.cooldownMs)
  slot.becomeReady()
  slot.pass(policy.restart.windowMs - 1)
  t.equal(breakerState(slot.state, policy.restart), 'half-open')
  slot.pass(1)
  t.equal(breakerState(slot.state, policy.restart), 'closed')
  t.equal(slot.state.streak, 0)
  t.ok(slot.noticeKinds().includes('breaker-closed'))
})

t.test('a restart by hand or another gopls tries at once while the breaker is open', async t => {
  for (const kind of ['restart-asked', 'gopls-changed'] as const) {
    const slot = failedSlot()
    slot.apply({ kind })
    t.equal(slot.state.phase.kind, 'starting', kind)
  }
})

t.test('another gopls has a clean slate, a restart by hand has not', async t => {
  const byHand = failedSlot()
  byHand.apply({ kind: 'restart-asked' })
  byHand.die()
  t.equal(byHand.state.phase.kind, 'failed')
  const other = failedSlot()
  other.apply({ kind: 'gopls-changed' })
  other.die()
  t.equal(other.state.phase.kind, 'starting')
})

t.test('one that dies right after ready, for ever, is given up', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  for (let death = 1; death <= policy.restart.maxFailures; death++) {
    slot.becomeReady()
    slot.pass(1)
    slot.die()
    slot.passUntilLaunched()
  }
  t.equal(slot.state.phase.kind, 'failed')
})

t.test('one that was healthy for an hour and then dies at once, for ever, is given up', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.pass(3_600_000)
  slot.die()
  t.equal(slot.state.streak, 0, 'its own death is forgiven')
  for (let death = 1; death <= policy.restart.maxFailures; death++) {
    t.not(slot.state.phase.kind, 'failed', `death ${death}`)
    slot.becomeReady()
    slot.die()
    slot.passUntilLaunched()
  }
  t.equal(slot.state.phase.kind, 'failed')
})

t.test('a stop wins over a restart that is asked for while it is under way', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.apply({ kind: 'stop-asked' })
  slot.apply({ kind: 'restart-asked' })
  slot.die()
  t.equal(slot.state.phase.kind, 'stopped')
  slot.apply({ kind: 'restart-asked' })
  t.equal(slot.state.phase.kind, 'starting', 'later, it starts again')
})

for (const verdict of verdicts) {
  const cure = verdict === 'hung' ? 'terminate' : verdict === 'stopped' ? 'resume' : undefined
  t.test(`the verdict ${verdict} on a ready gopls leads to ${cure ?? 'nothing'}`, async t => {
    const slot = readySlot()
    slot.apply({ kind: 'judged', generation: 1, verdict, cause: null })
    t.equal(slot.countActions('terminate'), cure === 'terminate' ? 1 : 0)
    t.equal(slot.countActions('resume'), cure === 'resume' ? 1 : 0)
  })
}

t.test('a hang is cured once, not at every look while it ends', async t => {
  const slot = readySlot()
  slot.apply({ kind: 'judged', generation: 1, verdict: 'hung', cause: 'cpu' })
  slot.apply({ kind: 'judged', generation: 1, verdict: 'hung', cause: 'cpu' })
  t.equal(slot.countActions('terminate'), 1)
  slot.die()
  t.equal(slot.state.restarts.cpu, 1)
})

t.test('one that stays stopped is resumed three times, then replaced', async t => {
  const slot = readySlot()
  for (let look = 1; look <= 3; look++)
    slot.apply({ kind: 'judged', generation: 1, verdict: 'stopped', cause: null })
  t.equal(slot.countActions('resume'), 3)
  t.equal(slot.countActions('terminate'), 0)
  slot.apply({ kind: 'judged', generation: 1, verdict: 'stopped', cause: null })
  t.equal(slot.countActions('terminate'), 1)
})

t.test('one that was resumed and runs again has all its chances again', async t => {
  const slot = readySlot()
  for (const verdict of ['stopped', 'stopped', 'healthy', 'stopped', 'stopped'] as const)
    slot.apply({ kind: 'judged', generation: 1, verdict, cause: null })
  t.equal(slot.countActions('resume'), 4)
  t.equal(slot.countActions('terminate'), 0)
})

t.test('another gopls on disk is taken over at a quiet moment only', async t => {
  const slot = readySlot()
  slot.apply({ kind: 'outdated', generation: 1, quiet: false, beside: false, hasFailed: false })
  t.equal(slot.countActions('terminate'), 0)
  slot.apply({ kind: 'outdated', generation: 1, quiet: true, beside: false, hasFailed: false })
  t.equal(slot.countActions('terminate'), 1)
  slot.die()
  t.equal(slot.state.restarts.upgrade, 1)
})

t.test('a replaced one is launched again when it is gone, not before', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.apply({ kind: 'judged', generation: 1, verdict: 'hung', cause: null })
  t.equal(slot.countActions('launch'), 1)
  slot.die()
  t.equal(slot.countActions('launch'), 2)
  t.equal(slot.state.restarts.hang, 1)
  t.equal(slot.state.restarts.crash, 0)
})

t.test('one that never answers is ended at the start-up time-out and counts as a failure', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.pass(policy.startupTimeoutMs)
  t.equal(slot.state.phase.kind, 'stopping')
  slot.die()
  t.equal(slot.state.streak, 1)
  t.equal(slot.state.restarts.hang, 1)
})

t.test('the time in which the computer slept is not held against one that was starting', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.nowMs += 3_600_000
  slot.apply({ kind: 'time-passed' })
  t.equal(slot.state.phase.kind, 'starting')
  slot.pass(policy.startupTimeoutMs - 1)
  t.equal(slot.state.phase.kind, 'starting')
  slot.pass(1)
  t.equal(slot.state.phase.kind, 'stopping')
})

t.test('a start that is held up has its whole time again, and is resumed if it was stopped', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.pass(policy.startupTimeoutMs - 1)
  slot.apply({ kind: 'start-held-up', generation: 1, stopped: false })
  t.equal(slot.countActions('resume'), 0)
  slot.pass(policy.startupTimeoutMs - 1)
  t.equal(slot.state.phase.kind, 'starting')
  slot.apply({ kind: 'start-held-up', generation: 1, stopped: true })
  t.equal(slot.countActions('resume'), 1)
  slot.pass(policy.startupTimeoutMs)
  t.equal(slot.state.phase.kind, 'stopping')
})

t.test('a dry run says what it would do, once for each start-up, and ends nothing', async t => {
  const slot = new Simulation({ policy: { ...policy, dryRun: true } })
  slot.apply({ kind: 'start-asked' })
  slot.pass(10 * policy.startupTimeoutMs)
  t.same(slot.noticeKinds(), ['would-replace'])
  slot.becomeReady()
  slot.apply({ kind: 'judged', generation: 1, verdict: 'hung', cause: null })
  slot.apply({ kind: 'judged', generation: 1, verdict: 'stopped', cause: null })
  slot.apply({ ...overMemory, generation: 1 })
  t.equal(slot.countActions('terminate') + slot.countActions('resume'), 0)
  t.equal(slot.state.phase.kind, 'ready')
})

t.test('an idle end is no failure', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.apply({ kind: 'ended', generation: 1, end: { kind: 'idle' }, roll: 0 })
  t.equal(slot.state.phase.kind, 'starting')
  t.equal(slot.state.streak, 0)
  t.same(slot.state.restarts, new Simulation().state.restarts)
})

const overMemory = { kind: 'over-memory', quiet: true, beside: false, forMs: 0 } as const

function readySlot(): Simulation {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  return slot
}

function failedSlot(): Simulation {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  while (slot.state.phase.kind !== 'failed') {
    slot.die()
    slot.passUntilLaunched()
  }
  return slot
}
