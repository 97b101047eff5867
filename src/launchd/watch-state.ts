import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type WriteResult, writePrivateFile } from '../host/private-file.js'
import { readPrivateJson } from '../host/private-json.js'
import type { WatchState } from './watch.js'

/** Where the watchdog keeps its misses. While it is there, the daemon was silent when last asked. */
export function watchStateFile(runFolder: string): string {
  return join(runFolder, 'watchdog.json')
}

/** Undefined where there is none, or none to be trusted: then the count starts anew. */
export function readWatchState(file: string): Promise<WatchState | undefined> {
  return readPrivateJson(file, maxBytes, isWatchState)
}

const maxBytes = 4096

function isWatchState(value: unknown): value is WatchState {
  const record = Object(value) as Partial<Record<string, unknown>>
  const numbers = ['pid', 'misses', 'firstMissWallMs', 'lastMissWallMs']
  return typeof record['start'] === 'string' && numbers.every(key => Number.isFinite(record[key]))
}

/** Writes it whole or not at all; undefined removes it. */
export async function writeWatchState(file: string, state: WatchState | undefined): Promise<WriteResult> {
  if (state !== undefined) return writePrivateFile(file, JSON.stringify(state))
  try {
    await rm(file, { force: true })
    return { ok: true }
  } catch (error) {
    return { ok: false, message: String(error) }
  }
}
