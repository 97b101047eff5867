import { percentile } from '../bench/figure.js'
import type { Footprint } from './process-watch.js'
import { type Point, slopePerHour } from './slope.js'
import type { SoakReport } from './soak.js'

export interface SoakRow {
  readonly what: string
  readonly value: string
  /** Empty where nothing is asked of it. */
  readonly limit: string
  readonly holds: boolean
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const longestWarmUpMs = 5 * minuteMs
/** A slope of less says nothing: garbage is collected when it pleases. */
const shortestTrendMs = 10 * minuteMs
/** How much the line may rise over all the time that is judged: what is less is noise, so a longer soak is stricter. */
const mostGrowth = { mb: 12, files: 3 }
const mostDetectedMs = 2_000

/** What a soak must show, and what it showed. */
export function judgeSoak(report: SoakReport): readonly SoakRow[] {
  const { recoveries, kills } = report
  return [
    tell('worked', `${(report.durationMs / minuteMs).toFixed(1)} min: ${report.places.join(', ')}`),
    tell('sessions, requests', `${report.sessions}, ${report.requests}`),
    none('lost requests', report.lost),
    none('doubled requests', report.doubled),
    none('other findings of the oracle', report.findings.length),
    none('false kills', report.falseKills.length),
    tell('gopls over the memory limit', describePeaks(report.overLimitMb)),
    most('gopls seen from outside', report.goplsSeen, report.wanted + kills.length),
    none('gopls that the daemon did not tell of', report.unknownGopls),
    ...trend('daemon', [report.daemon]),
    ...trend('relay, the worst', findLasting(report)),
    none('left behind', report.leftBehind.length),
    tell('kills by the soak', String(kills.length)),
    none('kills without recovery', recoveries.missing.length),
    spread('kill to known', recoveries.detectedMs, mostDetectedMs),
    spread('kill to next gopls ready', recoveries.readyMs),
    spread('kill to session handed over', recoveries.handedOverMs),
  ]
}

function describePeaks(megabytes: readonly number[]): string {
  const peaks = megabytes.map(each => `${each.toFixed(0)} MB`)
  return [String(megabytes.length), ...peaks].join(', ')
}

/** Relays that were there from the beginning to the end: those of the visitors say nothing of growth. */
function findLasting({ relays, daemon }: SoakReport): readonly (readonly Footprint[])[] {
  const most = daemon.length * 0.8
  return relays.filter(({ length }) => length >= most)
}

function trend(who: string, processes: readonly (readonly Footprint[])[]): readonly SoakRow[] {
  const memory = processes.map(toPoints(({ residentMb }) => residentMb))
  const files = processes.map(toPoints(({ openFiles }) => openFiles))
  return [
    slope(`${who}: resident memory, MB`, memory, mostGrowth.mb),
    slope(`${who}: open files`, files, mostGrowth.files),
  ]
}

function toPoints(read: (footprint: Footprint) => number): (list: readonly Footprint[]) => readonly Point[] {
  return list =>
    list.map(one => ({ atMs: one.atMs, value: read(one) })).filter(({ value }) => !Number.isNaN(value))
}

function slope(what: string, processes: readonly (readonly Point[])[], growth: number): SoakRow {
  const timesMs = processes.flat().map(({ atMs }) => atMs)
  const [firstMs, lastMs] = [Math.min(...timesMs), Math.max(...timesMs)]
  const warmMs = firstMs + Math.min(longestWarmUpMs, (lastMs - firstMs) / 4)
  if (!(lastMs > warmMs)) return tell(what, 'not measured')
  const warm = processes.map(points => points.filter(({ atMs }) => atMs >= warmMs))
  const worst = Math.max(...warm.map(slopePerHour))
  const values = warm.flat().map(({ value }) => value)
  const value = `p50 ${format(percentile(values, 50))}, max ${format(Math.max(...values))}, slope ${format(worst)}/h`
  if (lastMs - firstMs < shortestTrendMs) return tell(what, `${value} (too short to judge)`)
  const limit = (growth / (lastMs - warmMs)) * hourMs
  return { what, value, limit: `slope <= ${format(limit)}/h`, holds: worst <= limit }
}

function spread(what: string, valuesMs: readonly number[], mostMs = Infinity): SoakRow {
  if (valuesMs.length === 0) return tell(what, '-')
  const [p50, p95, p99 = 0] = [50, 95, 99].map(percent => percentile(valuesMs, percent))
  const value = `p50 ${format(p50)}, p95 ${format(p95)}, p99 ${format(p99)} ms (${valuesMs.length})`
  const limit = mostMs === Infinity ? '' : `p99 <= ${mostMs} ms`
  return { what, value, limit, holds: p99 <= mostMs }
}

function none(what: string, count: number): SoakRow {
  return { what, value: String(count), limit: '0', holds: count === 0 }
}

function most(what: string, count: number, limit: number): SoakRow {
  return { what, value: String(count), limit: `<= ${limit}`, holds: count <= limit }
}

function tell(what: string, value: string): SoakRow {
  return { what, value, limit: '', holds: true }
}

function format(amount = Number.NaN): string {
  return amount.toFixed(Math.abs(amount) < 100 ? 1 : 0)
}
