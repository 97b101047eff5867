import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { quoteForShell } from '../../src/host/quote-for-shell.js'
import type { Answer } from './answer.js'
import { askLaunchd } from './ask-launchd.js'
import type { FaultName } from './faults.js'

export interface ModelOptions {
  /** The home of the user who is logged in; a scratch folder where it is left out. */
  readonly home?: string
  /** How many seconds of the model pass in one of the world. */
  readonly speed?: number
  /** `NAME` or `NAME=VALUE`, from the start. */
  readonly faults?: readonly string[]
  /** What every job finds in its environment. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface StartedModel {
  readonly home: string
  readonly socket: string
  /** `gui/UID` */
  readonly domain: string
  /** A launchctl that talks to this model, whatever its environment. */
  readonly launchctlPath: string
  /** What launchctl does with these arguments, without the program. */
  run(...args: readonly string[]): Promise<Answer>
  fault(name: FaultName, value?: string | number): Promise<void>
  clearFaults(): Promise<void>
  /** Ends the model and everything it started; without its faults. */
  stop(): Promise<void>
  /** Stops it and starts it anew, with what lies in HOME/Library/LaunchAgents, as the login after a boot does. */
  reboot(): Promise<void>
}

/** Starts the model of launchd as a process of its own; it and all its jobs are gone when the test ends. */
export async function startModel(t: Test, options: ModelOptions = {}): Promise<StartedModel> {
  // Short, for a socket's path may not be long.
  const folder = await mkdtemp(join(tmpdir(), 'ld-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const home = options.home ?? folder
  const socket = join(folder, 'socket')
  const launchctlPath = join(folder, 'launchctl')
  await writeFile(launchctlPath, launchctlScript(socket), { mode: 0o755 })
  const args = modelArgs(socket, home, options)
  const agents = join(home, 'Library', 'LaunchAgents')
  let stop = await startProcess(t, args)
  t.teardown(() => stop())
  const run = (...argv: readonly string[]) => askLaunchd(socket, argv)
  const control = async (fault: string): Promise<void> => {
    const { exitCode, stderr } = await run('model', 'fault', fault)
    if (exitCode !== 0) throw new Error(stderr)
  }
  return {
    home,
    socket,
    domain: `gui/${process.getuid?.() ?? 0}`,
    launchctlPath,
    run,
    fault: (name, value) => control(value === undefined ? name : `${name}=${value}`),
    clearFaults: () => control('clear'),
    stop: () => stop(),
    reboot: async () => {
      await stop()
      stop = await startProcess(t, [...args, '--boot', agents])
    },
  }
}

function modelArgs(socket: string, home: string, options: ModelOptions): readonly string[] {
  const mark = process.env['GOPLS_GUARDIAN_TEST_RUN']
  const environment = { ...(mark && { GOPLS_GUARDIAN_TEST_RUN: mark }), ...options.environment }
  return [
    ...['--socket', socket, '--home', home, '--speed', String(options.speed ?? 1)],
    ...(options.faults ?? []).flatMap(fault => ['--fault', fault]),
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ]
}

/** Resolves once the model is ready, to the way to end it. */
async function startProcess(t: Test, args: readonly string[]): Promise<() => Promise<void>> {
  // tap listens in every child for its coverage, and would put its own into the jobs' environment.
  const node = process.execArgv.filter(arg => !arg.includes('processinfo'))
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...node, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  createInterface({ input: child.stderr }).on('line', line => t.comment(line))
  const ready = once(createInterface({ input: child.stdout }), 'line')
  await Promise.race([
    ready,
    ended.then(([code]) => Promise.reject(new Error(`the model of launchd ended with ${String(code)}`))),
  ])
  return async () => {
    child.kill('SIGTERM')
    await ended
  }
}

const program = fileURLToPath(new URL('launchd.ts', import.meta.url))
const launchctl = fileURLToPath(new URL('launchctl', import.meta.url))

function launchctlScript(socket: string): string {
  return `#!/bin/sh
unset NODE_OPTIONS
export LAUNCHD_MODEL_SOCKET=${quoteForShell(socket)} LAUNCHD_MODEL_NODE=${quoteForShell(process.execPath)}
exec ${quoteForShell(launchctl)} "$@"
`
}
