import { type ChildProcess, spawn } from 'node:child_process'
import type { ProcessEnd } from '../core/instance-state.js'

export interface SpawnRequest {
  readonly path: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly folder: string
  /** An open, append-only file, or `ignore` where there is none to be had. */
  readonly stderr: number | 'ignore'
}

export interface SpawnedGopls {
  /** Undefined when it could not be started; `ended` then says why. */
  readonly pid: number | undefined
  readonly ended: Promise<ProcessEnd>
  /** SIGKILL, as long as it is our child. */
  kill(): void
  /** Lets this process end while the gopls lives on. */
  unref(): void
}

/**
 * Starts gopls in a session and process group of its own, so that it outlives whoever started it.
 * Plain `spawn` and not execa: nothing may be buffered, killed at our exit, or waited for but the process itself.
 */
export function spawnGopls(request: SpawnRequest): SpawnedGopls {
  let child: ChildProcess
  try {
    child = spawn(request.path, [...request.args], {
      detached: true,
      cwd: request.folder,
      env: { ...request.environment },
      stdio: ['ignore', 'ignore', request.stderr],
    })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {
      pid: undefined,
      ended: Promise.resolve({ kind: 'not-started', detail }),
      kill: () => undefined,
      unref: () => undefined,
    }
  }
  const ended = new Promise<ProcessEnd>(resolve => {
    child.once('error', error => {
      if (child.pid === undefined) resolve({ kind: 'not-started', detail: error.message })
    })
    child.once('exit', (code, signal) => resolve({ kind: 'exited', code, signal }))
  })
  return { pid: child.pid, ended, kill: () => void child.kill('SIGKILL'), unref: () => child.unref() }
}
