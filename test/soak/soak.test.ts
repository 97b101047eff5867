import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { soak } from './soak.js'
import { judgeSoak } from './soak-rows.js'

const { skip, binary } = await findRealGopls()
const durationMs = 15_000

for (const isDeadly of [false, true])
  t.test(`editors at work ${isDeadly ? 'do not notice kills' : 'see nobody killed'}`, { skip }, async t => {
    const interruption = new AbortController()
    const report = await soak({
      gopls: binary?.path ?? '',
      durationMs,
      seed: 1,
      isDeadly,
      interrupted: interruption.signal,
      tell: line => t.comment(line),
    })
    const { falseKills, findings, leftBehind, kills, requests } = report
    t.same([...falseKills, ...findings, ...leftBehind], [])
    // How fast is for `make soak` to tell: here other tests run beside.
    const unlikely = judgeSoak(report).filter(({ holds, limit }) => !holds && !limit.endsWith(' ms'))
    t.same(unlikely, [])
    t.ok(requests > 20)
    t.equal(kills.length > 0, isDeadly)
  })
