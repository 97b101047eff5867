import t from 'tap'
import { policy, Simulation } from './simulate.js'

const overMemory = { kind: 'over-memory', quiet: true, beside: false, forMs: 0 } as const

t.test(
  'memory over the limit recycles once; a generation that passes it again soon is not chased',
  async t => {
    const slot = readySlot()
    slot.apply({ ...overMemory, generation: 1 })
    t.equal(slot.countActions('terminate'), 1)
    slot.die()
    slot.becomeReady()
    t.equal(slot.state.restarts.memory, 1)
    t.equal(slot.state.streak, 0, 'a recycle is no failure')
    slot.apply({ ...overMemory, generation: 2 })
    t.equal(slot.countActions('terminate'), 1)
    t.ok(slot.noticeKinds().includes('memory-not-chased'))
    slot.pass(policy.restart.windowMs)
    slot.apply({ ...overMemory, generation: 2 })
    t.equal(slot.countActions('terminate'), 2)
  },
)

t.test('memory over the limit waits for a quiet moment, but no longer than a minute', async t => {
  const slot = readySlot()
  slot.apply({ kind: 'over-memory', generation: 1, quiet: false, beside: false, forMs: 59_999 })
  t.equal(slot.countActions('terminate'), 0)
  slot.apply({ kind: 'over-memory', generation: 1, quiet: false, beside: false, forMs: 60_000 })
  t.equal(slot.countActions('terminate'), 1)
})

t.test('a session that hangs is the end of the generation that it hangs on, and of no other', async t => {
  const slot = readySlot()
  slot.apply({ kind: 'session-hung', generation: 0, cause: 'hang' })
  t.equal(slot.countActions('terminate'), 0)
  slot.apply({ kind: 'session-hung', generation: 1, cause: 'cpu' })
  slot.apply({ kind: 'session-hung', generation: 1, cause: 'cpu' })
  t.equal(slot.countActions('terminate'), 1)
  slot.die()
  t.match(slot.state, { streak: 1, restarts: { cpu: 1 } })
})

function readySlot(): Simulation {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  return slot
}
