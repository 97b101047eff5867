import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { dirname } from 'node:path'
import { describeProblem } from '../../config/describe-problem.js'
import { type Configuration, loadConfiguration } from '../../config/load.js'
import { errorCode } from '../../host/system-error.js'
import { plistFileOf } from '../../launchd/install-plan.js'
import { agentLabel } from '../../launchd/job.js'
import { readPlistFile } from '../../launchd/plist-file.js'
import { prepareFolders } from '../../supervisor/prepare-folders.js'
import { createApiClient } from '../api-client.js'
import { exitCodes } from '../exit-codes.js'
import { fetchStatus } from '../fetch-body.js'
import { type AgentHost, type Refusal, refuse } from './agent-host.js'
import { agents } from './agents.js'
import { describeForeground, waitForDaemonInForeground } from './daemon-in-foreground.js'
import { explainNoSession } from './explain-failure.js'
import { findGuardedTrouble, needNode, needStateFolder } from './guarded-folders.js'

export type Checked = { readonly ok: true; readonly configuration: Configuration } | Refusal

/** Whether there is anything in the way of an installation, looked at before anything is changed. */
export async function checkBeforeInstall(host: AgentHost): Promise<Checked> {
  const { locations, environment, launchctl } = host
  const { paths } = locations
  // 1. A session of launchd to install into.
  const printed = await launchctl.print(agentLabel)
  if (printed.kind === 'unreadable')
    return refuse(exitCodes.missing, explainNoSession(launchctl.domain, printed.answer))
  // 2. Settings that check.
  const flags = { installGopls: true }
  const loaded = await loadConfiguration({ file: paths.configFile, environment, flags })
  if (!loaded.ok) return refuse(exitCodes.wrongConfiguration, loaded.problems.map(describeProblem).join('\n'))
  // 3. Folders and a Node that both we and the agent may use.
  const trouble = (await findFolderTrouble(host)) ?? (await prepareFolders(locations))
  if (trouble !== undefined) return refuse(exitCodes.wrongConfiguration, trouble)
  // 4. Nothing of anybody else's under our names.
  for (const { label } of agents) {
    const plist = await readPlistFile(plistFileOf(paths, label))
    if (plist.kind === 'foreign') return refuse(exitCodes.no, plist.reason)
  }
  // 5. No other daemon of this user, and nobody else at its address.
  const jobPid = printed.kind === 'loaded' ? printed.job.pid : null
  const foreground = await waitForDaemonInForeground(host, jobPid)
  if (foreground !== undefined) return { ok: false, ...describeForeground(foreground) }
  const { host: address, port } = loaded.configuration.settings.http
  if (port !== 0 && !(await isFree(host, address, port, jobPid)))
    return refuse(
      exitCodes.no,
      `port ${port} of ${address} is another program's (see: lsof -nP -iTCP:${port} -sTCP:LISTEN). End it, or set http.port in ${paths.configFile}.`,
    )
  return { ok: true, configuration: loaded.configuration }
}

async function findFolderTrouble(host: AgentHost): Promise<string | undefined> {
  const { stateFolder, launchAgentsFolder } = host.locations.paths
  const needed = [needStateFolder(stateFolder), needNode(process.execPath)]
  const guarded = await findGuardedTrouble(host, needed)
  if (guarded !== undefined) return guarded
  const code = await findWriteTrouble(launchAgentsFolder)
  return code === undefined
    ? undefined
    : `${launchAgentsFolder} cannot be written (${code}). Make it yours: chown and chmod u+w, then try again.`
}

/** Of the folder, or where it is still to be made, of the one that it will be in. */
async function findWriteTrouble(folder: string): Promise<string | undefined> {
  try {
    // The dot tells a folder from a file.
    await access(`${folder}/.`, constants.W_OK)
    return undefined
  } catch (error) {
    const code = errorCode(error) ?? String(error)
    return code === 'ENOENT' && dirname(folder) !== folder ? findWriteTrouble(dirname(folder)) : code
  }
}

/** Where our own daemon runs, it is asked whether another program keeps its address from it. */
async function isFree(
  { locations }: AgentHost,
  host: string,
  port: number,
  jobPid: number | null,
): Promise<boolean> {
  if (!(await isListening(host, port))) return true
  if (jobPid === null) return false
  const status = await fetchStatus(createApiClient(locations.apiSocket))
  return !status.ok || status.body.troubles.every(({ code }) => code !== 'http-port-taken')
}

const connectLimitMs = 2_000

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ host, port, timeout: connectLimitMs })
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('timeout', () => settle(false))
    socket.once('error', () => settle(false))
  })
}
