import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'
import { createApiClient } from '../../src/cli/api-client.js'
import { fetchStatus } from '../../src/cli/fetch-body.js'
import { locate } from '../../src/cli/locations.js'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import type { StatusBody } from '../../src/http/status-body.js'
import { findIncidentFaults, plantedSecret } from '../supervisor/incidents/find-incident-faults.js'
import { builtMain } from './built-main.js'
import { endGopls } from './end-gopls.js'
import { LineReader } from './line-reader.js'
import { makeHome } from './stand-in-daemon.js'

export interface DaemonSetup {
  /** GOPLS_GUARDIAN_HOME; a scratch folder where it is left out. */
  readonly home?: string
  /** The gopls that the environment names; none where it is left out. */
  readonly gopls?: string
  /** Laid over settings that make everything quick. */
  readonly config?: ConfigurationDocument
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface DaemonEnd {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartedDaemon {
  readonly home: string
  readonly pid: number
  readonly stdout: LineReader
  readonly ended: Promise<DaemonEnd>
  kill(signal: NodeJS.Signals): Promise<DaemonEnd>
  /** What it says over run/api.sock, as soon as `isSo`. */
  statusWhen(isSo: (status: StatusBody) => boolean): Promise<StatusBody>
  post(path: string): ReturnType<ReturnType<typeof createApiClient>>
}

/**
 * Starts `gopls-guardian run` as a person would; it and every gopls it tells of are gone when the test ends,
 * and every incident it left must stand for itself.
 */
export async function startDaemon(
  t: Pick<Test, 'teardown'>,
  setup: DaemonSetup = {},
): Promise<StartedDaemon> {
  const home = setup.home ?? (await makeHome(t))
  if (setup.config ?? !setup.home) await writeConfig(home, setup.config)
  const environment = {
    ...inherited(),
    ...plantedSecret,
    GOPLS_GUARDIAN_HOME: home,
    ...(setup.gopls !== undefined && { GOPLS_GUARDIAN_GOPLS: setup.gopls }),
    ...setup.environment,
  }
  const child = spawn(process.execPath, [builtMain, 'run', '--port', '0', ...(setup.args ?? [])], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = new LineReader(child.stdout)
  const stderr = new LineReader(child.stderr)
  const ended = once(child, 'close').then(([exitCode, signal]: (number | string | null)[]) => ({
    exitCode,
    signal,
    stdout: stdout.lines.join('\n'),
    stderr: stderr.lines.join('\n'),
  })) as Promise<DaemonEnd>
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
    await endGopls(stdout.lines, home)
    const faults = await findIncidentFaults(home)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  })
  const { apiSocket } = locate({ ...process, env: environment })
  const callApi = createApiClient(apiSocket)
  return {
    home,
    pid: child.pid ?? Number.NaN,
    stdout,
    ended,
    kill: signal => {
      child.kill(signal)
      return ended
    },
    statusWhen: async isSo => {
      for (let tries = 0; tries < 1_200; tries += 1) {
        const answer = await fetchStatus(callApi)
        if (answer.ok && isSo(answer.body)) return answer.body
        await delay(25)
      }
      throw new Error(`not within 30 s; stdout:\n${stdout.lines.join('\n')}`)
    },
    post: path => callApi('POST', path),
  }
}

/** Writes settings under which everything happens soon, with `config` laid over each section of them. */
export async function writeConfig(home: string, config: ConfigurationDocument = {}): Promise<void> {
  const document = {
    ...config,
    // What else runs on this computer is none of a test's business.
    observe: { enabled: false, ...config.observe },
    probe: { interval: '50ms', idleInterval: '50ms', timeout: '5s', ...config.probe },
    stop: { termGrace: '200ms', ...config.stop },
    restart: { backoffMin: '10ms', backoffMax: '40ms', jitter: 0, ...config.restart },
  }
  await writeFile(join(home, 'config.jsonc'), JSON.stringify(document))
}

/** Nothing that the person who runs the tests has set; but what coverage needs, and the mark of this run. */
function inherited(): NodeJS.ProcessEnv {
  const wanted = /^(PATH|HOME|TMPDIR|NODE_OPTIONS|_TAPJS_.*|GOPLS_GUARDIAN_TEST_RUN)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)))
}
