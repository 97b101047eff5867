import { closeSync } from 'node:fs'
import { spawnGopls } from '../gopls/spawn-gopls.js'
import { openStderrFile, type StderrFile } from '../gopls/stderr-file.js'
import type { Spawn } from './launch.js'

export interface SpawnHereOptions {
  /** The whole environment of whoever asked for this gopls; never logged or stored. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onLogTrouble: (detail: string) => void
}

/** Starts gopls as a child of this process. */
export function spawnHere({ environment, onLogTrouble }: SpawnHereOptions): Spawn {
  return async ({ path, args, folder, stderrPath }) => {
    // A log that cannot be had is no reason to leave the editor without gopls.
    const stderr = openLog(stderrPath, onLogTrouble)
    const child = spawnGopls({ path, args, environment, folder, stderr: stderr?.fd ?? 'ignore' })
    // Our copy of the file is not needed any more.
    if (stderr) closeSync(stderr.fd)
    return child.pid === undefined
      ? { ok: false, end: await child.ended }
      : { ok: true, pid: child.pid, child }
  }
}

function openLog(path: string, onLogTrouble: (detail: string) => void): StderrFile | undefined {
  try {
    return openStderrFile(path)
  } catch (error) {
    onLogTrouble(`cannot write ${path}: ${String(error)}`)
    return undefined
  }
}
