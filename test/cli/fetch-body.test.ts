import t from 'tap'
import { fetchHealth, fetchStatus } from '../../src/cli/fetch-body.js'
import { healthBody, sampleSnapshot, statusBody } from './sample-snapshot.js'

const snapshot = sampleSnapshot()
const answering = (body: unknown) => async () => ({ ok: true, body }) as const

t.test('what the daemon sends is understood', async t => {
  t.strictSame(await fetchHealth(answering(healthBody(snapshot))), { ok: true, body: healthBody(snapshot) })
  t.strictSame(await fetchStatus(answering(statusBody(snapshot))), { ok: true, body: statusBody(snapshot) })
})

t.test('a failure stays what it is', async t => {
  const failure = { ok: false, reason: 'refused', detail: 'No.' } as const
  t.strictSame(await fetchHealth(async () => failure), failure)
})

const [instance] = statusBody(snapshot).instances
const strangers: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a text', 'pass'],
  ['an unknown status', { ...statusBody(snapshot), status: 'great' }],
  ['no instances', { ...statusBody(snapshot), instances: undefined }],
  ['an instance that is null', { ...statusBody(snapshot), instances: [null] }],
  ['an instance without an id', { ...statusBody(snapshot), instances: [{ ...instance, id: undefined }] }],
  [
    'an instance without a breaker',
    { ...statusBody(snapshot), instances: [{ ...instance, breaker: undefined }] },
  ],
  [
    'an instance without restarts',
    { ...statusBody(snapshot), instances: [{ ...instance, restarts: undefined }] },
  ],
  ['nothing observed', { ...statusBody(snapshot), observed: undefined }],
  ['no troubles', { ...statusBody(snapshot), troubles: undefined }],
]
for (const [what, body] of strangers)
  t.test(`${what}: another version's answer is no usable answer`, async t => {
    t.match(await fetchStatus(answering(body)), { ok: false, reason: 'no-answer', detail: /another version/ })
  })
