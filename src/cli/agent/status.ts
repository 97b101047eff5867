import { isDeepStrictEqual } from 'node:util'
import type { AgentState, InstalledPlist } from '../../launchd/agent-facts.js'
import { type AgentDescription, describeAgent } from '../../launchd/agent-state.js'
import { plistFileOf } from '../../launchd/install-plan.js'
import type { Job } from '../../launchd/job.js'
import type { DisabledLabels } from '../../launchd/parse-print-disabled.js'
import { readPlistFile } from '../../launchd/plist-file.js'
import { formatPlist, parsePlist } from '../../launchd/plist-text.js'
import { isParked } from '../../launchd/start-count.js'
import { readStartCount, startFile } from '../../launchd/start-file.js'
import { createApiClient } from '../api-client.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { fetchStatus } from '../fetch-body.js'
import type { Terminal } from '../terminal.js'
import { type AgentHost, openAgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { complain } from './complain.js'
import { describeJobs } from './describe-jobs.js'

interface AgentStatus extends AgentDescription {
  readonly label: string
  readonly name: string
  readonly plistFile: string
  readonly plist: InstalledPlist
}

/** How both agents are in launchd, in plain words; 1 where one of them is not as it should be. */
export async function showAgents(terminal: Terminal, flags: { readonly json?: true }): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  const [daemon, watchdog] = await describeJobs(host)
  const disabled = await host.launchctl.printDisabled()
  const statuses = [
    await lookAt(host, agents[0], daemon, disabled),
    await lookAt(host, agents[1], watchdog, disabled),
  ]
  terminal.print(
    flags.json ? JSON.stringify(statuses, null, 2) : statuses.map(({ words }) => words).join('\n'),
  )
  return statuses.every(({ state }) => fine.includes(state)) ? exitCodes.done : exitCodes.no
}

/** `waiting`: the watchdog almost always, and a daemon that ended on purpose. */
const fine: readonly AgentState[] = ['running', 'starting', 'waiting']

async function lookAt(
  host: AgentHost,
  { label, name }: (typeof agents)[number],
  job: Job,
  disabledLabels: DisabledLabels,
): Promise<AgentStatus> {
  const printed = await host.launchctl.print(label)
  const disabled = disabledLabels.get(label) ?? false
  const plistFile = plistFileOf(host.locations.paths, label)
  const plist = await comparePlist(plistFile, job)
  const pid = printed.kind === 'loaded' ? printed.job.pid : null
  const upMs = name === 'daemon' && pid !== null ? await readUptime(host, pid) : null
  const description = describeAgent({ role: name, printed, disabled, plist, upMs })
  const pause = name === 'daemon' && pid === null ? await describePause(host) : ''
  return { label, name, plistFile, plist, ...description, words: description.words + pause }
}

/** Why a daemon that gave up for a while did, and until when. */
async function describePause({ locations }: AgentHost): Promise<string> {
  const count = await readStartCount(startFile(locations.paths.runFolder))
  if (!isParked(count, Date.now())) return ''
  const { lastReason, parkedUntilMs } = count
  const next = new Date(parkedUntilMs ?? 0).toLocaleTimeString()
  return ` It failed again and again (${lastReason ?? 'it was killed or crashed'}) and tries next at ${next}.`
}

async function comparePlist(file: string, job: Job): Promise<InstalledPlist> {
  const installed = await readPlistFile(file)
  if (installed.kind !== 'ours') return installed.kind
  return isDeepStrictEqual(readKeys(installed.text), readKeys(formatPlist(job))) ? 'as-generated' : 'unlike'
}

/** Without the environment: that is the installing shell's, and not every shell is. */
function readKeys(text: string): object {
  const parsed = parsePlist(text)
  return { ...Object(parsed.ok && parsed.value), EnvironmentVariables: undefined } as object
}

/** As the daemon itself tells it; null where another process answers, or none. */
async function readUptime({ locations }: AgentHost, pid: number): Promise<number | null> {
  const answer = await fetchStatus(createApiClient(locations.apiSocket))
  return answer.ok && answer.body.pid === pid ? Date.now() - Date.parse(answer.body.startedAt) : null
}
