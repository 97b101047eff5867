import { type Figure, percentile, type Series, type Target } from './figure.js'

const percents = [50, 95, 99, 0, 100]

/** A row for each that was measured, with its targets if it has any. */
export function tabulateFigures(figures: readonly Figure[]): readonly (readonly string[])[] {
  const head = [
    'figure',
    '',
    ...['n', 'p50', 'p95', 'p99', 'min', 'max'].map(right),
    rightWide('ratio'),
    'target',
  ]
  return [head, ...figures.flatMap(tabulateFigure)]
}

function tabulateFigure(figure: Figure): readonly (readonly string[])[] {
  return figure.series.map((series, index) => [
    index === 0 ? figure.name : '',
    series.of,
    ...spread(series.values),
    rightWide(compare(figure, series)),
    (series.targets ?? []).map(target => judge(series.values, target)).join('; '),
  ])
}

function spread(values: readonly number[]): readonly string[] {
  const amounts = percents.map(percent => formatAmount(percentile(values, percent)))
  return [String(values.length), ...amounts].map(right)
}

/** In the row of an alternative: how many times as much each of guardian's has or takes, in their order. */
function compare({ series: all }: Figure, { values, isAlternative = false }: Series): string {
  if (!isAlternative) return all.some(series => series.isAlternative) ? '' : '-'
  const ratios = all
    .filter(series => series.isAlternative !== true)
    .map(ours => percentile(ours.values, 50) / percentile(values, 50))
  return ratios.map(ratio => (Number.isFinite(ratio) ? ratio.toFixed(2) : '-')).join(' ')
}

function judge(values: readonly number[], { of, limit, rule }: Target): string {
  const name = of === 100 ? 'max' : `p${of}`
  const limitText = `${name} <= ${formatAmount(limit)}${rule === undefined ? '' : ` (${rule})`}`
  return `${limitText}: ${percentile(values, of) <= limit ? 'met' : 'MISSED'}`
}

function formatAmount(amount: number): string {
  return amount.toFixed(Number.isInteger(amount) || amount >= 1000 ? 0 : 1)
}

function right(text: string): string {
  return text.padStart(7)
}

/** Has room for two ratios. */
function rightWide(text: string): string {
  return text.padStart(9)
}
