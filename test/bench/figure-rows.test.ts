import t from 'tap'
import type { Series } from './figure.js'
import { tabulateFigures } from './figure-rows.js'
import { describeResults } from './results.js'

const guardian = { of: 'guardian', values: [30, 10, 20] }

t.test('each alternative has the ratio to it of each of guardian, of the medians', async t => {
  const alone = { of: 'guardian, alone', values: [5] }
  const bare = { of: 'bare gopls', values: [10, 10, 10], isAlternative: true }
  const pm2 = { of: 'pm2', values: [40], isAlternative: true }
  t.same(ratios([guardian, alone, bare, pm2]), ['', '', '2.00 0.50', '0.50 0.13'])
})

t.test('there is no ratio without an alternative', async t => {
  t.same(ratios([guardian, { of: 'guardian, alone', values: [5] }]), ['-', '-'])
})

t.test('there is no ratio to nothing', async t => {
  t.same(ratios([guardian, { of: 'pm2', values: [0], isAlternative: true }]), ['', '-'])
})

t.test('a target says whether it is met', async t => {
  const targets = [
    { of: 50, limit: 20 },
    { of: 100, limit: 29, rule: 'bare + 9' },
  ] as const
  const [, row] = tabulateFigures([{ name: 'recovery, ms', series: [{ ...guardian, targets }] }])
  t.equal(row?.at(-1), 'p50 <= 20: met; max <= 29 (bare + 9): MISSED')
})

t.test('results stand with their day and their machine, as printed', async t => {
  const text = describeResults({
    command: 'make bench',
    legend: 'Smaller is better.',
    date: new Date('2026-05-04T12:00:00Z'),
    machine: ['2 cores', 'node v20'],
    lines: ['figure  p50', 'idle is not measured: why'],
  })
  t.match(text, '# What make bench printed\n\n2026-05-04, 2 cores; node v20.\n\nSmaller is better.\n')
  t.match(text, '```\nfigure  p50\nidle is not measured: why\n```\n')
})

function ratios(series: readonly Series[]): readonly (string | undefined)[] {
  const [, ...rows] = tabulateFigures([{ name: 'recovery, ms', series }])
  return rows.map(row => row.at(-2)?.trim())
}
