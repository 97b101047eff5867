import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Stage } from './figure.js'

export interface RunningServer {
  readonly pid: number
  /** Where it listens, as `http://127.0.0.1:PORT`. */
  readonly origin: string
}

/** Starts a Node program that prints its address, and ends it after the bench. */
export async function startServer(
  stage: Stage,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C is for the bench, which then ends this one in order.
    detached: true,
  })
  stage.atEnd(() => end(child))
  const url = new URL(await readAddress(child))
  return { pid: child.pid ?? 0, origin: url.origin }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** The address stands alone on its line; whatever else is printed, now and later, is read and left. */
function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`ended with ${String(code)} before it listened`)))
    if (!child.stdout) throw new Error('its output is not read')
    createInterface(child.stdout).on('line', line => {
      if (line.startsWith('http://')) resolve(line)
    })
  })
}
