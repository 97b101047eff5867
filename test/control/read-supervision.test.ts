import t from 'tap'
import {
  readLeaseAnswer,
  readLeaseRequest,
  readNote,
  readOrder,
  readSpawnAnswer,
  readSpawnPlan,
  readTerms,
  readTraffic,
  readViews,
} from '../../src/control/read-supervision.js'
import type { Reader } from '../../src/control/reader.js'
import {
  sampleAnswers,
  sampleNotes,
  sampleOrders,
  samplePlan,
  sampleRequests,
  sampleSpawnAnswers,
  sampleTerms,
  sampleTraffic,
  sampleView,
} from './sample-messages.js'

const rows: readonly (readonly [name: string, read: Reader<unknown>, samples: readonly unknown[]])[] = [
  ['terms', readTerms, [sampleTerms]],
  ['a lease', readLeaseRequest, sampleRequests],
  ['the answer to a lease', readLeaseAnswer, sampleAnswers],
  ['views', readViews, [[], [sampleView], [sampleView, { ...sampleView, current: null }]]],
  ['an order', readOrder, sampleOrders],
  ['a note', readNote, sampleNotes],
  ['a plan to spawn', readSpawnPlan, [samplePlan, { ...samplePlan, stderrPath: '/logs/g1' }]],
  ['the answer to a plan', readSpawnAnswer, sampleSpawnAnswers],
]
for (const [name, read, samples] of rows) {
  t.test(`${name} crosses the wire unchanged`, async t => {
    for (const sample of samples) t.strictSame(read(JSON.parse(JSON.stringify(sample))), sample)
  })

  t.test(`${name} of which any part is missing or of another kind is not read`, async t => {
    for (const sample of samples)
      for (const [where, damaged] of damagedCopies(sample)) t.equal(read(damaged), undefined, where)
  })
}

t.test('a method that is no name crosses the wire as other, wherever it stands', async t => {
  const secret = 'func main() {}'
  const waits = { method: secret, ageMs: 1 }
  const conversation = { ...sampleView.conversation, pending: waits, awaitsClient: waits }
  const marks = [{ ...waits, bytes: 1 }]
  const side = { unanswered: marks, moreUnanswered: 0, notifications: marks }
  const crossed = [
    readViews([{ ...sampleView, conversation }]),
    readTraffic([{ ...sampleTraffic, fromEditor: side, fromGopls: side }]),
    readNote({ kind: 'suspect-request', method: secret }),
    readNote({ kind: 'answered-for-editor', method: secret, ageMs: 1 }),
    readNote({ kind: 'requests', answered: [{ method: secret, outcome: 'result', tookMs: [1] }] }),
  ]
  for (const read of crossed) {
    t.match(JSON.stringify(read), '"method":"other"')
    t.notMatch(JSON.stringify(read), secret)
  }
})

/** The value with one field anywhere in it taken out, or replaced by what no field may be. */
function* damagedCopies(value: unknown, where = ''): Generator<readonly [where: string, damaged: unknown]> {
  yield [where, undefined]
  yield [where, [[]]]
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value))
    for (const [below, damaged] of damagedCopies(part, `${where}/${name}`)) {
      const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...value }
      yield [below, Object.assign(copy, { [name]: damaged })]
    }
}
