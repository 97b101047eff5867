import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readCurrent, switchCurrent } from '../../launchd/current-application.js'
import { plistFileOf } from '../../launchd/install-plan.js'
import { readPlistFile, removePlistFile, writePlistFile } from '../../launchd/plist-file.js'
import { uninstallApplications } from '../../launchd/uninstall-applications.js'
import type { AgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { waitForDaemonInForeground } from './daemon-in-foreground.js'
import { endWhatIsLeft } from './end-what-is-left.js'
import { chooseKept, describeLeftovers } from './leftovers.js'
import { removeFiles } from './remove-files.js'
import { type AgentJob, runAgentJob, stopAgentJob } from './run-agent-job.js'

/** What was installed before an installation began. */
export interface FormerInstallation {
  /** The application in use. */
  readonly application: string | null
  readonly jobs: readonly FormerJob[]
}

interface FormerJob extends AgentJob {
  readonly wasLoaded: boolean
}

export async function noteFormerInstallation({
  locations,
  launchctl,
}: AgentHost): Promise<FormerInstallation> {
  const { paths } = locations
  const jobs: FormerJob[] = []
  for (const agent of agents) {
    const plist = await readPlistFile(plistFileOf(paths, agent.label))
    if (plist.kind !== 'ours') continue
    const wasLoaded = (await launchctl.print(agent.label)).kind === 'loaded'
    jobs.push({ ...plist, agent, wasLoaded })
  }
  return { application: readCurrent(paths.appFolder), jobs }
}

/** Goes back to it, or to nothing where there was none: one sentence on what came of that. */
export async function restoreFormerInstallation(
  host: AgentHost,
  { application, jobs }: FormerInstallation,
): Promise<string> {
  const { paths } = host.locations
  const troubles: string[] = []
  const note = (trouble: string | undefined) => trouble !== undefined && troubles.push(trouble)
  if (application !== null) {
    const switched = await switchCurrent(paths.appFolder, application)
    if (!switched.ok) note(switched.message)
  }
  for (const agent of agents) {
    const job = jobs.find(each => each.agent === agent)
    if (job?.wasLoaded && application !== null) {
      note(await runAgentJob(host, 'install', job))
      continue
    }
    note(await stopAgentJob(host, agent))
    const file = plistFileOf(paths, agent.label)
    const done = job ? await writePlistFile(file, job.text, host.platform) : await removePlistFile(file)
    if (!done.ok) note(done.message)
  }
  if (troubles.length > 0)
    return `What was installed before could not be put back either: ${troubles.join(' ')}`
  return jobs.length > 0 ? 'What was installed before is back.' : removeNew(host)
}

/** All that a first installation made. A drop-in was there before: it comes last, and nothing fails after it. */
async function removeNew(host: AgentHost): Promise<string> {
  const { paths } = host.locations
  const dropIn = join(paths.binFolder, 'gopls')
  const leftovers = await endWhatIsLeft(host, await waitForDaemonInForeground(host, null), false)
  const kept = chooseKept(leftovers, false)
  await uninstallApplications(paths.appFolder, leftovers.applications)
  await removeFiles(host.locations, { ...kept, dropIn: kept.dropIn || existsSync(dropIn) })
  const words = describeLeftovers({ ...leftovers, pointing: [] }, false, dropIn)
  return [...words, words.length > 0 ? 'Nothing else is left installed.' : 'Nothing is left installed.'].join(
    ' ',
  )
}
