import { join } from 'node:path'
import { type WriteResult, writePrivateFile } from '../host/private-file.js'
import { readPrivateJson } from '../host/private-json.js'
import { noStarts, type StartCount } from './start-count.js'

/** Where the daemon counts its starts. Without it the next start is the first. */
export function startFile(runFolder: string): string {
  return join(runFolder, 'starts.json')
}

export async function readStartCount(file: string): Promise<StartCount> {
  return (await readPrivateJson(file, maxBytes, isStartCount)) ?? noStarts
}

/** Synchronous, because the last word is said while the process ends. */
export function writeStartCount(file: string, count: StartCount): WriteResult {
  return writePrivateFile(file, JSON.stringify(count))
}

const maxBytes = 16_384

function isStartCount(value: unknown): value is StartCount {
  const { begunAtMs, failures, lastReason, parkedUntilMs, parks } = Object(value) as Partial<
    Record<string, unknown>
  >
  return (
    [begunAtMs, parkedUntilMs].every(atMs => atMs === null || Number.isFinite(atMs)) &&
    (lastReason === null || typeof lastReason === 'string') &&
    [failures, parks].every(Number.isSafeInteger)
  )
}
