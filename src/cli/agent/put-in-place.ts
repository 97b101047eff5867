import { rmSync } from 'node:fs'
import type { Settings } from '../../config/settings.js'
import { choosePinnedNode } from '../../host/pinned-node.js'
import { installApplication } from '../../launchd/application.js'
import { switchCurrent } from '../../launchd/current-application.js'
import type { Job } from '../../launchd/job.js'
import { formatPlist } from '../../launchd/plist-text.js'
import { startFile } from '../../launchd/start-file.js'
import { installDropIn } from '../../relay/install-drop-in.js'
import { describeDropIn } from '../drop-in-here.js'
import { packageRoot } from '../package-root.js'
import type { AgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { describeStep } from './describe-step.js'
import { type Proven, proveStart } from './prove-start.js'
import { runAgentJob } from './run-agent-job.js'

export interface Placement {
  /** The daemon's, then the watchdog's. */
  readonly jobs: readonly [Job, Job]
  /** Those that the daemon will find. */
  readonly settings: Settings
  readonly onProgress: (line: string) => void
}

export interface InPlace {
  readonly proven: Proven
  readonly dropIn: string
}

export type PutResult = ({ readonly ok: true } & InPlace) | Trouble

interface Trouble {
  readonly ok: false
  readonly trouble: string
}

/** All of an installation that changes what runs. Where it fails, the former installation is to be restored. */
export async function putInPlace(host: AgentHost, placement: Placement): Promise<PutResult> {
  const { paths } = host.locations
  const { jobs, settings, onProgress } = placement
  const [daemon, watchdog] = jobs
  // 1. The application; from here on `current` means it.
  const trouble = await putApplication(host, onProgress)
  if (trouble !== undefined) return { ok: false, trouble }
  // 2. The daemon, and its word for it.
  const daemonTrouble = await putJob(host, agents[0], daemon, onProgress)
  if (daemonTrouble !== undefined) return { ok: false, trouble: daemonTrouble }
  onProgress('daemon: wait for its health')
  const proof = await proveStart(host, settings)
  if (!proof.ok) {
    const logs = `Read guardian.log and launchd.err.log in ${paths.logsFolder}.`
    return { ok: false, trouble: `the daemon was started, but did not answer: ${proof.detail}. ${logs}` }
  }
  // 3. The watchdog, over a daemon that is well.
  const watchdogTrouble = await putJob(host, agents[1], watchdog, onProgress)
  if (watchdogTrouble !== undefined) return { ok: false, trouble: watchdogTrouble }
  // 4. What an editor starts instead of gopls.
  const dropIn = await installDropIn(paths.binFolder, describeDropIn(host.locations, process))
  if (!dropIn.ok) return { ok: false, trouble: `the drop-in cannot be installed: ${dropIn.message}` }
  onProgress(`drop-in: ${dropIn.path}`)
  return { ok: true, proven: proof, dropIn: dropIn.path }
}

async function putApplication(
  host: AgentHost,
  onProgress: (line: string) => void,
): Promise<string | undefined> {
  const { locations, environment, homeFolder, table } = host
  const { paths, apiSocket } = locations
  const installed = await installApplication({
    packageRoot,
    appFolder: paths.appFolder,
    homeFolder,
    table,
    launchers: {
      node: choosePinnedNode(process.execPath),
      home: environment['GOPLS_GUARDIAN_HOME'] ? paths.stateFolder : null,
      runFolder: paths.runFolder,
      apiSocket,
    },
  })
  if (!installed.ok) return installed.message
  onProgress(`application: ${installed.folder}${installed.changed ? '' : ' (there already)'}`)
  const switched = await switchCurrent(paths.appFolder, installed.name)
  return switched.ok ? undefined : switched.message
}

async function putJob(
  host: AgentHost,
  agent: (typeof agents)[number],
  job: Job,
  onProgress: (line: string) => void,
): Promise<string | undefined> {
  const { ProgramArguments: programArguments } = job
  let told = ''
  return runAgentJob(host, 'install', { agent, text: formatPlist(job), programArguments }, step => {
    // The former daemon is gone and has said its last word: its failed starts do not count for this one.
    if (step.kind === 'bootstrap') rmSync(startFile(host.locations.paths.runFolder), { force: true })
    const line = `${agent.name}: ${describeStep(step)}`
    if (line !== told) onProgress(line)
    told = line
  })
}
