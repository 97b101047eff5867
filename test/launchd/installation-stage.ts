import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import type { Test } from 'tap'
import { createApiClient } from '../../src/cli/api-client.js'
import { fetchStatus } from '../../src/cli/fetch-body.js'
import { type Paths, resolvePaths } from '../../src/host/paths.js'
import { chooseSocketFolder, longestSocketName } from '../../src/host/socket-path.js'
import type { StatusBody } from '../../src/http/status-body.js'
import { builtMain } from '../cli/built-main.js'
import { eventually } from '../host/eventually.js'
import { type ModelOptions, type StartedModel, startModel } from '../launchd-model/start-model.js'

export interface CommandEnd {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** A computer with nothing installed: a HOME, a launchd, a gopls, and a free port. */
export interface InstallationStage {
  readonly home: string
  readonly paths: Paths
  readonly port: number
  readonly model: StartedModel
  /** `gopls-guardian agent …` of the built package. */
  readonly agent: (...args: readonly string[]) => Promise<CommandEnd>
  /** Begins an installation and kills it as soon as it says this; false where it never does. */
  readonly killInstallAt: (line: string) => Promise<boolean>
  /** What the daemon says, as soon as `isSo`. */
  readonly statusWhen: (isSo: (status: StatusBody) => boolean, limitMs?: number) => Promise<StatusBody>
  readonly print: (label: string) => Promise<string>
}

export interface StageOptions extends Pick<ModelOptions, 'speed' | 'faults'> {
  readonly gopls: string
  /** Of HOME. */
  readonly folderName?: string
}

export async function setInstallationStage(t: Test, options: StageOptions): Promise<InstallationStage> {
  const folder = mkdtempSync(join(tmpdir(), 'ins-'))
  const home = join(folder, options.folderName ?? 'home')
  mkdirSync(home)
  const port = await findFreePort()
  // Before the model's own teardown, which ends the agents: tap runs the last one first.
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const model = await startModel(t, { speed: 10, ...options, home })
  const environment = {
    PATH: process.env['PATH'],
    HOME: home,
    GOPLS_GUARDIAN_LAUNCHCTL: model.launchctlPath,
    GOPLS_GUARDIAN_GOPLS: options.gopls,
    GOPLS_GUARDIAN_PORT: String(port),
    GOPLS_GUARDIAN_TEST_RUN: process.env['GOPLS_GUARDIAN_TEST_RUN'],
  }
  const agent = (...args: readonly string[]) => run([builtMain, 'agent', ...args], environment)
  t.teardown(() => agent('uninstall', '--purge'))
  const { platform } = process
  const paths = resolvePaths({ platform, environment: {}, homeFolder: home, currentFolder: home })
  // What else runs on this computer is none of a test's business.
  mkdirSync(dirname(paths.configFile), { recursive: true })
  writeFileSync(paths.configFile, '{ "observe": { "enabled": false } }')
  const uid = process.getuid?.() ?? 0
  const { runFolder } = paths
  const socketFolder = chooseSocketFolder({ runFolder, platform, uid, longestName: longestSocketName })
  const callApi = createApiClient(join(socketFolder, 'api.sock'))
  return {
    home,
    paths,
    port,
    model,
    agent,
    killInstallAt: line => killAt([builtMain, 'agent', 'install'], environment, line),
    statusWhen: (isSo, limitMs = 60_000) =>
      eventually(async () => {
        const answer = await fetchStatus(callApi)
        return answer.ok && isSo(answer.body) ? answer.body : undefined
      }, limitMs),
    print: async label => (await model.run('print', `${model.domain}/${label}`)).stdout,
  }
}

type Environment = Readonly<Record<string, string | undefined>>

async function run(args: readonly string[], env: Environment): Promise<CommandEnd> {
  const options = { env, extendEnv: false, reject: false, stripFinalNewline: false } as const
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, options)
  return { exitCode, stdout, stderr }
}

async function killAt(args: readonly string[], env: Environment, wanted: string): Promise<boolean> {
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  createInterface({ input: child.stdout }).on('line', line => {
    if (line.startsWith(wanted)) child.kill('SIGKILL')
  })
  const [, signal] = (await ended) as [unknown, unknown]
  return signal === 'SIGKILL'
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
