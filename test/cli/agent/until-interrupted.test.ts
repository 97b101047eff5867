import { once } from 'node:events'
import t from 'tap'
import type { InPlace, PutResult } from '../../../src/cli/agent/put-in-place.js'
import { untilInterrupted } from '../../../src/cli/agent/until-interrupted.js'

const done: PutResult = { ok: true, ...({} as InPlace) }

t.test('what is done is done', async t => {
  const lines: string[] = []
  const result = await untilInterrupted(
    line => lines.push(line),
    async onProgress => {
      onProgress('a step')
      return done
    },
  )
  t.equal(result, done)
  t.strictSame(lines, ['a step'])
})

t.test('whatever breaks is a trouble, so that the way back is taken', async t => {
  const result = await untilInterrupted(
    () => undefined,
    () => Promise.reject(new Error('no such thing')),
  )
  t.strictSame(result, { ok: false, trouble: 'no such thing' })
})

t.test('Ctrl-C ends it at the next step, and ends nothing after that', async t => {
  // A wait for a signal alone does not keep a process alive.
  const awake = setInterval(() => undefined, 1000)
  t.teardown(() => clearInterval(awake))
  const lines: string[] = []
  const result = await untilInterrupted(
    line => lines.push(line),
    async onProgress => {
      onProgress('before')
      const seen = once(process, 'SIGINT')
      process.kill(process.pid, 'SIGINT')
      await seen
      onProgress('after')
      return done
    },
  )
  t.match(result, { ok: false, trouble: 'interrupted by SIGINT.' })
  t.strictSame(lines, ['before', 'SIGINT: going back to what was there before'])
  const seen = once(process, 'SIGINT')
  process.kill(process.pid, 'SIGINT')
  await seen
})
