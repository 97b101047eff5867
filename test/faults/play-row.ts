import { setTimeout as delay } from 'node:timers/promises'
import type { LoggedEvent } from '../verdicts/watched-daemon.js'
import type { FaultRow, Seen } from './fault-row.js'
import { readEvents } from './guarded.js'
import { clearLeftovers } from './leftovers.js'
import { Stage } from './stage.js'
import { Witness } from './witness.js'

/** A row as it went. */
export interface RowResult {
  readonly row: FaultRow
  readonly seen: Seen | undefined
  /** How many gopls guardian ended: by its events, and by the process table. */
  readonly kills: { readonly told: number; readonly seen: number }
  /** Why it does not hold; empty where it does. */
  readonly failures: readonly string[]
}

const usualLimitMs = 120_000
const clearLimitMs = 30_000

/**
 * Plays a row on a stage of its own, until it is interrupted. Never rejects: whatever happens is the result, and nothing
 * of it is left behind.
 */
export async function playRow(row: FaultRow, interrupted?: AbortSignal): Promise<RowResult> {
  const stage = new Stage()
  const witness = await Witness.start(() => stage.homes)
  const failures: string[] = []
  const note = (error: unknown): void => void failures.push(summarise(error))
  const { limitMs = usualLimitMs } = row
  const seen = await within(limitMs, row.run(stage), interrupted).catch(note)
  const gone = await witness.stop()
  const told = await countToldKills(stage.homes)
  const strangers = gone.filter(pid => !stage.struck.has(pid))
  const kills = { told, seen: Math.max(0, strangers.length - stage.ownEnds) }
  await within(clearLimitMs, stage.close()).catch(note)
  failures.push(...stage.failures, ...(await clearLeftovers(stage.homes)))
  return {
    row,
    seen: seen ?? undefined,
    kills,
    failures: [...failures, ...judge(row, seen ?? undefined, kills)],
  }
}

function judge(row: FaultRow, seen: Seen | undefined, kills: RowResult['kills']): readonly string[] {
  const { expected, longestMs, mostKills } = row
  const most = Math.max(kills.told, kills.seen)
  return [
    ...(seen && seen.state !== expected.state ? [`the state is ${seen.state}`] : []),
    ...(seen && seen.event !== expected.event ? [`the event is ${seen.event}`] : []),
    ...(seen && seen.tookMs > longestMs ? [`it took ${Math.round(seen.tookMs)} ms`] : []),
    ...(most > mostKills ? [`${most} gopls were ended`] : []),
  ]
}

/** Of how many gopls guardian says that it sent them a signal that ends. */
async function countToldKills(homes: readonly string[]): Promise<number> {
  const events = (await Promise.all(homes.map(readEvents))).flat()
  return new Set(events.filter(isDeadly).map(({ pid }) => pid)).size
}

function isDeadly({ event, signal, outcome }: LoggedEvent): boolean {
  const isSent = event === 'instance.signalled' && outcome === 'sent'
  return isSent && ['SIGTERM', 'SIGQUIT', 'SIGKILL'].includes(String(signal))
}

async function within<T>(limitMs: number, work: Promise<T>, interrupted?: AbortSignal): Promise<T> {
  const over = new AbortController()
  const interruption = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(new Error('it was interrupted'))
    if (interrupted?.aborted) stop()
    interrupted?.addEventListener('abort', stop, { signal: over.signal })
  })
  const limit = delay(limitMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`it hung for ${limitMs / 1000} s`)
  })
  try {
    return await Promise.race([work, limit, interruption])
  } finally {
    limit.catch(() => undefined)
    over.abort()
    work.catch(() => undefined)
  }
}

function summarise(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n').slice(0, 3).join(' ').slice(0, 300)
}
