import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Stage } from './figure.js'

/** A program that pm2 is to keep alive. */
export interface KeptProgram {
  readonly name: string
  readonly script: string
}

export interface RunningPm2 {
  /** Of pm2's own daemon. */
  readonly pid: number
  /** Of the program that it runs now under this name; 0 between two of them. */
  readonly readPid: (name: string) => Promise<number>
}

const require = createRequire(import.meta.url)
const program = require.resolve('pm2/bin/pm2')
const lookDelayMs = 20
const mostLooks = 500

/** Has programs kept alive by pm2, in a home of its own; all of it ends after the bench. */
export async function startPm2(
  stage: Stage,
  programs: readonly KeptProgram[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<RunningPm2> {
  const home = join(stage.folder, 'pm2')
  await mkdir(home)
  const apps = programs.map(one => ({ ...one, ...settings, interpreter: 'none', cwd: stage.folder }))
  const plan = join(home, 'programs.json')
  await writeFile(plan, JSON.stringify({ apps }))
  const environment = { ...process.env, PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true' }
  const call = (...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)(process.execPath, [program, ...args], { env: environment })
  const readOwnPid = async (): Promise<number> => Number(await readFile(join(home, 'pm2.pid'), 'utf8'))
  // It makes itself a daemon, so it is ended by its own command; that returns before it is gone.
  stage.atEnd(async () => {
    const pid = await readOwnPid()
    await call('kill')
    for (let looks = 0; looks < mostLooks && isRunning(pid); looks += 1) await delay(lookDelayMs)
    if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  })
  await call('start', plan)
  return {
    pid: await readOwnPid(),
    readPid: async name => {
      const index = programs.findIndex(one => one.name === name)
      return Number(await readFile(join(home, 'pids', `${name}-${index}.pid`), 'utf8'))
    },
  }
}

/** Of the pm2 that is measured. */
export function readPm2Version(): string {
  return (
    JSON.parse(readFileSync(require.resolve('pm2/package.json'), 'utf8')) as { readonly version: string }
  ).version
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
