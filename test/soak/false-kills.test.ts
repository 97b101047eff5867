import t from 'tap'
import { findFalseKills } from './false-kills.js'
import { tellEvent } from './sample-event.js'

const nobody = (): boolean => false
const kill = { instance: '2', generation: 3, pid: 100, atWallMs: 0 }

t.test('launches, looks and openings harm nobody', async t => {
  const kinds = ['instance.launched', 'instance.ready', 'session.opened', 'session.verdict'] as const
  t.same(
    findFalseKills(
      kinds.map(kind => tellEvent({ kind })),
      [],
      nobody,
    ),
    [],
  )
})

const harms = [
  'instance.terminating',
  'instance.signalled',
  'instance.ended',
  'instance.succession-begun',
  'session.reconnected',
  'session.replayed',
  'session.moved',
  'breaker.opened',
] as const
for (const kind of harms)
  t.test(`${kind} is a false kill where nobody killed`, async t => {
    const [found = ''] = findFalseKills([tellEvent({ kind, instance: '2', generation: 3 })], [], nobody)
    t.match(found, `${kind} 2 generation 3`)
  })

t.test('a death and the hand-over to the next generation follow from a kill', async t => {
  const events = [
    tellEvent({ kind: 'instance.ended', instance: '2', generation: 3 }),
    tellEvent({ kind: 'session.replayed', instance: '2', generation: 4 }),
  ]
  t.same(findFalseKills(events, [kill], nobody), [])
})

t.test('a kill excuses no signal, no other generation and no other slot', async t => {
  const events = [
    tellEvent({ kind: 'instance.signalled', instance: '2', generation: 3 }),
    tellEvent({ kind: 'instance.ended', instance: '2', generation: 4 }),
    tellEvent({ kind: 'session.replayed', instance: '2', generation: 3 }),
    tellEvent({ kind: 'instance.ended', instance: '1', generation: 3 }),
  ]
  t.equal(findFalseKills(events, [kill], nobody).length, events.length)
})

const recycle = [
  tellEvent({ kind: 'instance.launched', instance: '2', generation: 3, data: { pid: 100, reason: 'start' } }),
  tellEvent({ kind: 'instance.succession-begun', instance: '2', generation: 3 }),
  tellEvent({
    kind: 'instance.launched',
    instance: '5',
    generation: 4,
    data: { pid: 101, reason: 'memory' },
  }),
  tellEvent({ kind: 'session.moved', instance: '5', generation: 4 }),
  tellEvent({ kind: 'instance.terminating', instance: '2', generation: 3 }),
  tellEvent({ kind: 'instance.signalled', instance: '2', generation: 3 }),
  tellEvent({ kind: 'instance.ended', instance: '2', generation: 3 }),
]

t.test('a gopls that was seen to have too much memory may be recycled', async t => {
  t.same(
    findFalseKills(recycle, [], pid => pid === 100),
    [],
  )
})

t.test('one that guardian alone says so of may not', async t => {
  t.equal(findFalseKills(recycle, [], nobody).length, 4)
})

t.test('nor may its successor be ended', async t => {
  const end = tellEvent({ kind: 'instance.ended', instance: '5', generation: 4 })
  t.equal(findFalseKills([...recycle, end], [], pid => pid === 100).length, 1)
})
