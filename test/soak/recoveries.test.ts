import t from 'tap'
import { findRecoveries } from './recoveries.js'
import { tellEvent } from './sample-event.js'

const kill = { instance: '2', generation: 3, pid: 100, atWallMs: 1_000 }
const ended = tellEvent({ kind: 'instance.ended', instance: '2', generation: 3, atMs: 1_010 })
const ready = tellEvent({ kind: 'instance.ready', instance: '2', generation: 4, atMs: 1_150 })
const handedOver = [1_300, 1_450].map(atMs =>
  tellEvent({ kind: 'session.replayed', instance: '2', generation: 4, atMs }),
)

t.test('each step is counted from the kill, and each session of a shared gopls', async t => {
  const found = findRecoveries([ended, ready, ...handedOver], [kill])
  t.same(found, { detectedMs: [10], readyMs: [150], handedOverMs: [300, 450], missing: [] })
})

t.test('other slots and generations have no part in it', async t => {
  const others = [
    tellEvent({ kind: 'instance.ready', instance: '1', generation: 4, atMs: 1_100 }),
    tellEvent({ kind: 'instance.ready', instance: '2', generation: 5, atMs: 9_000 }),
  ]
  t.same(findRecoveries([ended, ...others, ready], [kill]).readyMs, [150])
})

t.test('a kill after which nothing is ready again is missing', async t => {
  t.same(findRecoveries([ended], [kill]).missing, [kill])
})
