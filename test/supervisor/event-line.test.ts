import fc from 'fast-check'
import t from 'tap'
import { decodeEvent, encodeEvent } from '../../src/supervisor/event-line.js'
import { type EventKind, eventKinds, type GuardianEvent } from '../../src/supervisor/event-log.js'

const event: GuardianEvent = { seq: 7, wallMs: 0, kind: 'instance.ready', data: { recoveryMs: 5 } }
const start = '{"seq":7,"time":"1970-01-01T00:00:00.000Z","kind":"instance.ready"'

t.test('an event is one line of JSON with what it has', async t => {
  t.strictSame(encodeEvent(event), { seq: 7, json: `${start},"data":{"recoveryMs":5}}` })
  const ofInstance = encodeEvent({ ...event, instance: '1', generation: 2, data: { text: 'a\nb' } })
  t.equal(ofInstance?.json, `${start},"instance":"1","generation":2,"data":{"text":"a\\nb"}}`)
})

for (const kind of eventKinds) {
  const isPassing = kind === 'probe.answered' || kind === 'session.requests'
  t.test(`${kind} is ${isPassing ? 'too frequent to be kept' : 'kept'}`, async t => {
    t.equal(encodeEvent({ ...event, kind }) === undefined, isPassing)
  })
}

const withheld: readonly [EventKind, Record<string, unknown>, Record<string, unknown>][] = [
  [
    'session.told-error',
    { session: 's', code: 'broken-go-mod', message: 'secret' },
    { code: 'broken-go-mod' },
  ],
  ['instance.examined', { stacks: 'none', stderrTail: 'secret' }, { stacks: 'none' }],
  ['incident.opened', { cause: 'go-panic', line: 'gopls panicked: secret' }, { cause: 'go-panic' }],
  ['configuration.refused', { problems: ['"gopls.env.TOKEN" must be a string, but is "secret"'] }, {}],
]
for (const [kind, data, kept] of withheld) {
  t.test(`${kind} is kept without the words of others`, async t => {
    const { json = '' } = encodeEvent({ ...event, kind, data }) ?? {}
    t.notMatch(json, 'secret')
    t.match(JSON.parse(json), { kind, data: kept })
  })
}

t.test('of an event that is too large only the size is kept', async t => {
  const { json = '' } = encodeEvent({ ...event, data: { text: 'ä'.repeat(10_000) } }) ?? {}
  t.match(JSON.parse(json), { seq: 7, kind: 'instance.ready', data: { omittedBytes: 20_086 } })
})

t.test('what was encoded is read back, and no part of it is', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.object(), fc.nat(), (seq, data, cut) => {
        const line = encodeEvent({ ...event, seq, data: data })
        if (!line) return false
        const part = line.json.slice(0, cut % line.json.length)
        return decodeEvent(line.json)?.json === line.json && decodeEvent(part) === undefined
      }),
    ),
  )
})

for (const json of [
  '',
  'null',
  '5',
  '[]',
  '{}',
  '{"seq":1}',
  '{"seq":0,"time":"","kind":"","data":{}}',
  '{"seq":1.5,"time":"","kind":"","data":{}}',
  '{"seq":1e300,"time":"","kind":"","data":{}}',
  '{"seq":"1","time":"","kind":"","data":{}}',
  '{"seq":1,"time":1,"kind":"","data":{}}',
  '{"seq":1,"time":"","kind":"","data":null}',
])
  t.test(`${json || 'an empty line'} is no event`, async t => {
    t.equal(decodeEvent(json), undefined)
  })
