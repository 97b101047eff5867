import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'

/** A Node script that looks like an extension host: it takes the title, and starts the program at two pipes. */
export const editorScript = `process.title = process.argv[1]
require('node:child_process').spawn(process.argv[2], ['-mode=stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })`

export interface HolderOptions {
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly uid?: number
}

/** Starts a program at pipes. At the end its input is closed, so that a gopls behind it ends too, and it is killed. */
export function startHolder(
  t: Test,
  file: string,
  args: readonly string[],
  { env, ...options }: HolderOptions = {},
): ChildProcess {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|_TAPJS_)/.test(name))
  const child = spawn(file, args, {
    ...options,
    env: { ...Object.fromEntries(kept), ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.on('error', () => undefined)
  t.teardown(async () => {
    child.stdin.destroy()
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  })
  return child
}
