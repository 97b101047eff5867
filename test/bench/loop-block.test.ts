import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { measureLongestBlock } from './loop-block.js'

const blockMs = 50
const seenMs = 40

t.test('a block right at the start is seen', async t => {
  const tookMs = await measureLongestBlock(block)
  t.ok(tookMs >= seenMs, `${tookMs} ms`)
})

t.test('a block after something else, at the very end, is seen', async t => {
  const tookMs = await measureLongestBlock(async () => {
    await delay(5)
    block()
  })
  t.ok(tookMs >= seenMs, `${tookMs} ms`)
})

t.test('waiting is no block', async t => {
  let shortestMs = Number.POSITIVE_INFINITY
  // The computer itself holds a loop up now and then, but not each time.
  for (let round = 0; round < 10; round += 1)
    shortestMs = Math.min(shortestMs, await measureLongestBlock(() => delay(blockMs)))
  t.ok(shortestMs < seenMs, `${shortestMs} ms`)
})

function block(): void {
  const untilMs = performance.now() + blockMs
  while (performance.now() < untilMs);
}
