import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { JobEnd } from './job-end.js'
import { type PlistKeys, programOf } from './plist-keys.js'

export interface StartedProgram {
  readonly pid: number
  signal(signal: NodeJS.Signals): void
}

/**
 * Starts a job's program as the leader of a session of its own, with nothing inherited.
 * Undefined where it could not be started; then, as on a Mac, nothing is written anywhere.
 */
export function spawnProgram(
  keys: PlistKeys,
  environment: Readonly<Record<string, string>>,
  onEnd: (end: JobEnd) => void,
): StartedProgram | undefined {
  const child = withUmask(keys.Umask, () => spawnWithLogs(keys, environment))
  if (child?.pid === undefined) return undefined
  child.once('exit', (code, signal) =>
    onEnd(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled', signal }),
  )
  return { pid: child.pid, signal: signal => void child.kill(signal) }
}

/** A child takes over its parent's umask at the fork, which happens inside of spawn. */
function withUmask<T>(umask: number | undefined, call: () => T): T {
  const before = process.umask(umask ?? 0o022)
  try {
    return call()
  } finally {
    process.umask(before)
  }
}

function spawnWithLogs(
  keys: PlistKeys,
  environment: Readonly<Record<string, string>>,
): ChildProcess | undefined {
  const opened: number[] = []
  const open = (file: string | undefined): number | 'ignore' => {
    if (file === undefined) return 'ignore'
    const descriptor = openSync(file, 'a')
    opened.push(descriptor)
    return descriptor
  }
  try {
    const [argv0 = '', ...args] = keys.ProgramArguments
    const child = spawn(programOf(keys), args, {
      argv0,
      cwd: keys.WorkingDirectory ?? '/',
      env: environment,
      detached: true,
      stdio: ['ignore', open(keys.StandardOutPath), open(keys.StandardErrorPath)],
    })
    // A program that is not there is told by this event, and by there being no pid.
    child.on('error', () => undefined)
    return child
  } catch {
    return undefined
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}
