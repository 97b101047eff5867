import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { WriteQueue } from '../../../src/supervisor/incidents/write-queue.js'

t.test('eight are written at once, 64 more wait for their turn, and the next is refused', async t => {
  const queue = new WriteQueue()
  let running = 0
  let most = 0
  let written = 0
  const write = async (): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await turn()
    running -= 1
    written += 1
  }
  const taken = Array.from({ length: 73 }, () => queue.add(write))
  t.equal(taken.indexOf(false), 72)
  await queue.settled()
  t.strictSame({ most, written }, { most: 8, written: 72 })
  t.ok(queue.add(write))
  await queue.settled()
  t.equal(written, 73)
})
