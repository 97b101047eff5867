import { execFileSync } from 'node:child_process'
import t from 'tap'
import { systemClock } from '../../src/host/clock.js'

t.test('the monotonic clock is the same in every process', async t => {
  const before = systemClock.monotonicMs()
  const printed = execFileSync(process.execPath, ['-p', 'Number(process.hrtime.bigint()) / 1e6'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
  const after = systemClock.monotonicMs()
  t.ok(before < Number(printed), `${before} before ${printed}`)
  t.ok(Number(printed) < after, `${printed} before ${after}`)
})

t.test('the wall clock tells the time of day', async t => {
  const before = Date.now()
  const wallMs = systemClock.wallMs()
  t.ok(before <= wallMs && wallMs <= Date.now())
})
