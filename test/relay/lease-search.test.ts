import t from 'tap'
import type { LeaseAnswer, LeaseRequest } from '../../src/control/supervision.js'
import { LeaseSearch } from '../../src/relay/lease-search.js'
import { sampleAnswer, sampleRequest } from '../control/sample-messages.js'

const refusal: LeaseAnswer = { ok: false, reason: 'failed', message: 'none' }
const never = new AbortController().signal

/** A search whose questions are answered in turn; after the last one, always with a gopls. */
function search(answers: readonly LeaseAnswer[], retryMinMs = 1, retryMaxMs = 5) {
  const asked: LeaseRequest[] = []
  const refusals: string[] = []
  const lease = async (request: LeaseRequest): Promise<LeaseAnswer> => {
    asked.push(request)
    return answers[asked.length - 1] ?? sampleAnswer
  }
  const leases = new LeaseSearch({ lease }, () => sampleRequest, { retryMinMs, retryMaxMs })
  const find = (lost: LeaseRequest['lost'] = null, signal = never) =>
    leases.find(lost, ({ message }) => refusals.push(message), signal)
  return { leases, find, asked, refusals }
}

t.test('a gopls that is there is had at once', async t => {
  const { find, asked, refusals } = search([])
  t.strictSame(await find('closed'), sampleAnswer)
  t.match(asked, [{ lost: 'closed', patient: false }])
  t.same(refusals, [])
})

t.test('after a refusal it is asked patiently, and each refusal is heard', async t => {
  const { find, asked, refusals } = search([refusal, refusal])
  t.strictSame(await find(), sampleAnswer)
  t.same(
    asked.map(({ patient }) => patient),
    [false, true, true],
  )
  t.same(refusals, ['none', 'none'])
})

t.test('it stays patient until a gopls has answered', async t => {
  const { leases, find, asked } = search([refusal])
  await find()
  await find('closed')
  leases.succeeded()
  await find('closed')
  t.same(
    asked.map(({ patient }) => patient),
    [false, true, true, false],
  )
})

t.test(
  'leases that lead nowhere come ever more slowly, up to a bound, until one leads somewhere',
  async t => {
    const { find } = search([], 20, 40)
    const pauses: number[] = []
    for (let count = 0; count < 12; count += 1) pauses.push(await took(() => find('closed')))
    t.ok((pauses[1] ?? 0) >= 19)
    t.ok((pauses[2] ?? 0) >= 39)
    // Doubled each time it would be 20 s by now.
    t.ok((pauses[11] ?? 0) < 2_000, 'bounded')
    const { leases, find: findAgain } = search([], 60_000, 60_000)
    await findAgain('closed')
    leases.succeeded()
    t.ok((await took(() => findAgain('closed'))) < 6_000, 'at once')
  },
)

t.test('one that is given up ends, be it in a pause or in a question', async t => {
  const paused = search([], 60_000, 60_000)
  await paused.find()
  const whileItPauses = new AbortController()
  const inPause = paused.find('closed', whileItPauses.signal)
  whileItPauses.abort()
  t.equal(await inPause, undefined)
  t.equal(paused.asked.length, 1)

  const whileItAsks = new AbortController()
  const asking = search([refusal])
  const inQuestion = asking.find(null, whileItAsks.signal)
  await Promise.resolve()
  whileItAsks.abort()
  t.equal(await inQuestion, undefined)
  t.same(asking.refusals, [])
})

async function took(act: () => Promise<unknown>): Promise<number> {
  const fromMs = performance.now()
  await act()
  return performance.now() - fromMs
}
