import fc from 'fast-check'
import t from 'tap'
import {
  addSample,
  longestSpinMs,
  noBaseline,
  overdueMs,
  spinFuseMs,
  usualMs,
} from '../../src/core/baseline.js'

const hang = { floorMs: 5_000, ceilingMs: 60_000, p95Factor: 10, spinFactor: 10 }
const hover = 'textDocument/hover'

t.test('a few samples say nothing yet', async t => {
  const baseline = [1, 2, 3, 4].reduce((before, ms) => addSample(before, hover, ms), noBaseline)
  t.equal(usualMs(baseline, hover), undefined)
  t.equal(usualMs(addSample(baseline, hover, 5), hover), 5)
  t.equal(usualMs(baseline, 'textDocument/rename'), undefined)
})

t.test('one slow answer among many does not move it', async t => {
  const samples = [...Array<number>(99).fill(10), 60_000]
  t.equal(
    usualMs(
      samples.reduce((before, ms) => addSample(before, hover, ms), noBaseline),
      hover,
    ),
    10,
  )
})

t.test('however slowly answers get slower, the limit never passes the ceiling', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 300 }), drift => {
      const samples = drift.toSorted((a, b) => a - b)
      const baseline = samples.reduce((before, ms) => addSample(before, hover, ms), noBaseline)
      const limitMs = overdueMs(usualMs(baseline, hover) ?? null, hang)
      return limitMs >= hang.floorMs && limitMs <= hang.ceilingMs
    }),
  )
})

t.test('the long fuse is never longer than ten minutes and never shorter than the short one', async () => {
  fc.assert(
    fc.property(fc.option(fc.integer({ min: 0, max: 10_000_000 })), usual => {
      const fuseMs = spinFuseMs(usual, hang)
      return fuseMs <= longestSpinMs && fuseMs >= overdueMs(usual, hang)
    }),
  )
})

t.test('methods and samples are bounded', async t => {
  let baseline = noBaseline
  for (let index = 0; index < 1_000; index++) baseline = addSample(baseline, `method-${index}`, index)
  t.equal(Object.keys(baseline).length, 64)
  for (let index = 0; index < 1_000; index++) baseline = addSample(baseline, 'method-0', index)
  t.equal(baseline['method-0']?.length, 100)
})
