import t from 'tap'
import { within } from '../../src/host/within.js'

const silence = new Promise<never>(() => undefined)

t.test('what comes in time is the outcome', async t => {
  t.equal(await within(Promise.resolve('answer'), 60_000), 'answer')
})

t.test('what does not is a timeout', async t => t.equal(await within(silence, 1), 'timeout'))

t.test('an abort ends the wait, before it and during it', async t => {
  const abort = new AbortController()
  const waiting = within(silence, 60_000, abort.signal)
  abort.abort()
  t.equal(await waiting, 'timeout')
  t.equal(await within(silence, 60_000, abort.signal), 'timeout')
})

t.test('an answer that arrived while this process stalled is no timeout', async t => {
  const answered = new Promise(resolve => setTimeout(() => setImmediate(resolve, 'answer'), 2))
  const waiting = within(answered, 1)
  const untilMs = performance.now() + 50
  while (performance.now() < untilMs);
  t.equal(await waiting, 'answer')
})
