import { join } from 'node:path'
import { type WriteResult, writePrivateFile } from '../host/private-file.js'
import { readPrivateJson } from '../host/private-json.js'

/** The replacements of a daemon that hung, in a row: each within an hour of the one before. */
export interface Replacements {
  readonly count: number
  readonly lastWallMs: number
}

const noReplacements: Replacements = { count: 0, lastWallMs: 0 }
const rowMs = 60 * 60_000
const mostAtOnce = 3
const backOffMs = 30 * 60_000

/** How long the next one must wait: after three in a row, half an hour after the last. 0: not at all. */
export function replacementWaitMs(before: Replacements, nowWallMs: number): number {
  const { count, lastWallMs } = continued(before, nowWallMs)
  return count < mostAtOnce ? 0 : Math.max(0, lastWallMs + backOffMs - nowWallMs)
}

export function countReplacement(before: Replacements, nowWallMs: number): Replacements {
  return { count: continued(before, nowWallMs).count + 1, lastWallMs: nowWallMs }
}

/** A time to come is that of a clock that was set back since: it counts for nothing. */
function continued(before: Replacements, nowWallMs: number): Replacements {
  const agoMs = nowWallMs - before.lastWallMs
  return agoMs >= 0 && agoMs < rowMs ? before : noReplacements
}

/** Beside the misses, which a daemon that answers wipes out: this one is to outlive a good answer. */
export function replacementsFile(runFolder: string): string {
  return join(runFolder, 'replacements.json')
}

/** None, where there is no file or none to be trusted. */
export async function readReplacements(file: string): Promise<Replacements> {
  return (await readPrivateJson(file, maxBytes, isReplacements)) ?? noReplacements
}

export function writeReplacements(file: string, replacements: Replacements): WriteResult {
  return writePrivateFile(file, JSON.stringify(replacements))
}

const maxBytes = 4096

function isReplacements(value: unknown): value is Replacements {
  const { count, lastWallMs } = Object(value) as Partial<Record<string, unknown>>
  return Number.isSafeInteger(count) && Number.isFinite(lastWallMs)
}
