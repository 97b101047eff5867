import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { readPrivateFile } from '../host/private-file.js'
import { noStarts, type StartCount } from './start-count.js'

/** Where the daemon counts its starts. Without it the next start is the first. */
export function startFile(runFolder: string): string {
  return join(runFolder, 'starts.json')
}

export async function readStartCount(file: string): Promise<StartCount> {
  const result = await readPrivateFile(file, maxBytes)
  return (result.ok ? parseStartCount(result.text) : undefined) ?? noStarts
}

/** Synchronous, because the last word is said while the process ends. Returns whether it could be written. */
export function writeStartCount(file: string, count: StartCount): boolean {
  try {
    writeFileAtomic.sync(file, JSON.stringify(count), { mode: 0o600 })
    return true
  } catch {
    // A disk that is full stops no daemon from watching over gopls.
    return false
  }
}

const maxBytes = 16_384

function parseStartCount(text: string): StartCount | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isStartCount(value) ? value : undefined
  } catch {
    return undefined
  }
}

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
