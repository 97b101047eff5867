import { type Figure, percentile } from './figure.js'

const percents = [50, 95, 99, 0, 100]

/** Two rows a figure: guardian with its target, and below it the alternative. */
export function tabulateFigures(figures: readonly Figure[]): readonly (readonly string[])[] {
  const head = ['figure', '', ...['n', 'p50', 'p95', 'p99', 'min', 'max'].map(right), 'target']
  return [head, ...figures.flatMap(tabulateFigure)]
}

function tabulateFigure(figure: Figure): readonly (readonly string[])[] {
  const { name, guardian, alternative } = figure
  return [
    [name, 'guardian', ...spread(guardian), judge(figure)],
    ['', alternative.of, ...spread(alternative.values)],
  ]
}

function spread(values: readonly number[]): readonly string[] {
  const amounts = percents.map(percent => formatAmount(percentile(values, percent)))
  return [String(values.length), ...amounts].map(right)
}

function judge({ guardian, target }: Figure): string {
  const { of, limit, rule } = target
  const name = of === 100 ? 'max' : `p${of}`
  const limitText = `${name} <= ${formatAmount(limit)}${rule === undefined ? '' : ` (${rule})`}`
  return `${limitText}: ${percentile(guardian, of) <= limit ? 'met' : 'MISSED'}`
}

function formatAmount(amount: number): string {
  return amount.toFixed(Number.isInteger(amount) || amount >= 1000 ? 0 : 1)
}

function right(text: string): string {
  return text.padStart(7)
}
