import fc from 'fast-check'
import t from 'tap'
import { openGate, passGate } from '../../src/core/observer-gate.js'

const policy = { stallMs: 1_000, quietMs: 10_000 }

t.test('a look in time is fit', async t => {
  t.equal(passGate(openGate, { nowMs: 5, lateMs: 3, ownCpuMs: 2 }, policy).observer, 'fit')
})

t.test('a gap without CPU use is a sleep, one with it a stall of our own', async t => {
  const late = { nowMs: 100_000, lateMs: 60_000 }
  t.equal(passGate(openGate, { ...late, ownCpuMs: 20 }, policy).observer, 'slept')
  t.equal(passGate(openGate, { ...late, ownCpuMs: 55_000 }, policy).observer, 'stalled')
})

t.test('after a gap the observer settles for the quiet time, then is fit again', async t => {
  const { gate } = passGate(openGate, { nowMs: 100_000, lateMs: 60_000, ownCpuMs: 0 }, policy)
  const look = (nowMs: number) => passGate(gate, { nowMs, lateMs: 0, ownCpuMs: 0 }, policy).observer
  t.equal(look(100_001), 'settling')
  t.equal(look(109_999), 'settling')
  t.equal(look(110_000), 'fit')
})

t.test('within the quiet time after any gap the observer is never fit', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ afterMs: fc.nat(60_000), lateMs: fc.nat(5_000) }), { maxLength: 50 }),
      samples => {
        let gate = openGate
        let nowMs = 1_000_000
        let lastGapMs = Number.NEGATIVE_INFINITY
        return samples.every(({ afterMs, lateMs }) => {
          nowMs += afterMs
          const passed = passGate(gate, { nowMs, lateMs, ownCpuMs: 0 }, policy)
          gate = passed.gate
          if (lateMs > policy.stallMs) lastGapMs = nowMs
          return passed.observer === 'fit' ? nowMs - lastGapMs >= policy.quietMs : true
        })
      },
    ),
  )
})
