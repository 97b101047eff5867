import t from 'tap'
import { tabulateFigures } from './figure-rows.js'
import { describeResults } from './results.js'

const guardian = { of: 'guardian', values: [30, 10, 20] }

t.test('each alternative has the ratio to it, of the medians', async t => {
  const other = { of: 'bare gopls', values: [10, 10, 10] }
  const [, ...rows] = tabulateFigures([{ name: 'recovery, ms', series: [guardian, other] }])
  t.same(
    rows.map(([name, of, ...cells]) => [name, of, cells[6]?.trim()]),
    [
      ['recovery, ms', 'guardian', ''],
      ['', 'bare gopls', '2.00'],
    ],
  )
})

t.test('there is no ratio to nothing', async t => {
  const [, , row = []] = tabulateFigures([{ name: 'starts', series: [guardian, { of: 'pm2', values: [0] }] }])
  t.equal(row[8]?.trim(), '-')
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
    date: new Date('2026-05-04T12:00:00Z'),
    machine: ['2 cores', 'node v20'],
    lines: ['figure  p50', 'idle is not measured: why'],
  })
  t.match(text, '2026-05-04, 2 cores; node v20.')
  t.match(text, '```\nfigure  p50\nidle is not measured: why\n```\n')
})
