import pino from 'pino'
import t from 'tap'
import { logEvent } from '../../src/logs/log-events.js'

const levels: readonly (readonly [string, string])[] = [
  ['probe.answered', 'trace'],
  ['probe.failed', 'debug'],
  ['instance.verdict', 'info'],
  ['instance.ready', 'info'],
  ['a.kind.of.the.future', 'info'],
  ['instance.ended', 'warn'],
  ['incident.opened', 'warn'],
  ['incident.repeated', 'info'],
  ['incident.unwritable', 'error'],
  ['observed.verdict', 'info'],
  ['observed.acting', 'warn'],
  ['breaker.opened', 'error'],
  ['gopls.missing', 'error'],
]
for (const [kind, level] of levels)
  t.test(`${kind} is logged as ${level}`, async t => {
    t.match(write({ seq: 7, kind, data: {} }), { level: pino.levels.values[level], event: kind, seq: 7 })
  })

t.test('the data of an event are fields of its line', async t => {
  const event = { seq: 1, kind: 'instance.launched', instance: '1', generation: 2, data: { pid: 42 } }
  t.match(write(event), { event: 'instance.launched', instance: '1', generation: 2, pid: 42 })
})

function write(event: Parameters<typeof logEvent>[1]): unknown {
  let text = ''
  logEvent(pino({ level: 'trace' }, { write: line => (text += line) }), event)
  return JSON.parse(text)
}
