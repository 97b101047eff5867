import t from 'tap'
import { EventLog, type GuardianEvent } from '../../src/supervisor/event-log.js'

t.test('events are numbered without a gap, and bear the time', async t => {
  let nowMs = 1_000
  const log = new EventLog(() => nowMs)
  const seen: GuardianEvent[] = []
  log.subscribe(event => seen.push(event))
  log.emit('daemon.started', { version: '1' })
  nowMs = 2_000
  log.emit('instance.ready', {}, { instance: '1', generation: 2 })
  t.strictSame(seen, [
    { seq: 1, wallMs: 1_000, kind: 'daemon.started', data: { version: '1' } },
    { seq: 2, wallMs: 2_000, kind: 'instance.ready', data: {}, instance: '1', generation: 2 },
  ])
})

t.test('all listeners hear the same, each from its first to its last day', async t => {
  const log = new EventLog(() => 0)
  const [first, second]: [number[], number[]] = [[], []]
  const stop = log.subscribe(({ seq }) => first.push(seq))
  log.emit('daemon.started', {})
  log.subscribe(({ seq }) => second.push(seq))
  log.emit('instance.ready', {})
  stop()
  stop()
  log.emit('daemon.stopping', {})
  t.strictSame(
    [first, second],
    [
      [1, 2],
      [2, 3],
    ],
  )
})

t.test('a listener may leave while it listens', async t => {
  const log = new EventLog(() => 0)
  let heard = 0
  const stop = log.subscribe(() => {
    heard += 1
    stop()
  })
  log.subscribe(() => (heard += 10))
  log.emit('daemon.started', {})
  log.emit('daemon.stopping', {})
  t.equal(heard, 21)
})
