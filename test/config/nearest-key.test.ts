import t from 'tap'
import { findNearestKey } from '../../src/config/nearest-key.js'

const known = ['http', 'probe', 'dryRun', 'startupTimeout']

const cases: readonly (readonly [string, string | undefined])[] = [
  ['prob', 'probe'],
  ['dryrun', 'dryRun'],
  ['DRY_RUN', 'dryRun'],
  ['htpt', 'http'],
  ['startTimeout', 'startupTimeout'],
  ['', undefined],
  ['observe', undefined],
  ['probe'.repeat(100_000), undefined],
]

for (const [unknownKey, nearest] of cases) {
  t.test(
    `${JSON.stringify(unknownKey).slice(0, 20)} was meant to be ${nearest ?? 'nothing known'}`,
    async t => {
      t.equal(findNearestKey(unknownKey, known), nearest)
    },
  )
}
