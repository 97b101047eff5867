/** One thing as it was at one moment. */
export interface Point {
  readonly atMs: number
  readonly value: number
}

const hourMs = 3_600_000

/** How much more it is with every hour: the line of least squares through the points. NaN for less than two moments. */
export function slopePerHour(points: readonly Point[]): number {
  const meanMs = mean(points.map(({ atMs }) => atMs))
  const meanValue = mean(points.map(({ value }) => value))
  const rise = sum(points.map(({ atMs, value }) => (atMs - meanMs) * (value - meanValue)))
  const run = sum(points.map(({ atMs }) => (atMs - meanMs) ** 2))
  return (rise / run) * hourMs
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
