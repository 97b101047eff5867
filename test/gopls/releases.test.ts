import t from 'tap'
import { chooseRelease, pinnedReleases } from '../../src/gopls/releases.js'

const choices: readonly (readonly [string, string | undefined])[] = [
  ['go1.28.0', 'v0.24.0'],
  ['go1.27.0', 'v0.24.0'],
  ['go1.27rc1', 'v0.23.0'],
  ['go1.27beta1', 'v0.23.0'],
  ['devel go1.27-0123abc Mon Aug 3 12:00:00 2026 +0000', 'v0.23.0'],
  ['go1.28-devel_0123abc Mon Aug 3 12:00:00 2026 +0000', 'v0.24.0'],
  ['go1.26.8', 'v0.23.0'],
  ['go1.26.8 X:nodwarf5', 'v0.23.0'],
  ['go1.26.8-vendor', 'v0.23.0'],
  ['go1.25.0', 'v0.21.1'],
  ['go1.25rc1', undefined],
  ['go1.24.9', undefined],
  ['go1.9', undefined],
  ['go1.127.0', 'v0.24.0'],
  ['devel +a1b2c3d4 Mon Jan 2 15:04:05 2006 +0000', undefined],
  ['', undefined],
]

for (const [goVersion, expected] of choices) {
  t.test(`"${goVersion}" builds ${expected ?? 'none'}`, async t => {
    t.equal(chooseRelease(goVersion)?.version, expected)
  })
}

t.test('the pinned releases are in order, newest first', async t => {
  const minors = pinnedReleases.map(({ minGoMinor }) => minGoMinor)
  t.strictSame(
    minors,
    minors.toSorted((a, b) => b - a),
  )
})
