import { homedir } from 'node:os'
import { openProcessTable } from '../../host/open-process-table.js'
import type { ProcessTable } from '../../host/process-table.js'
import type { Launchctl } from '../../launchd/launchctl.js'
import { findLaunchctl, openLaunchctl } from '../../launchd/open-launchctl.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type Locations, locate } from '../locations.js'

/** This computer and its user, as the agent commands see them. */
export interface AgentHost {
  readonly locations: Locations
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
  readonly currentFolder: string
  readonly launchctl: Launchctl
  readonly table: ProcessTable
}

export interface Refusal {
  readonly ok: false
  readonly exitCode: ExitCode
  readonly message: string
}

export type Opened = { readonly ok: true; readonly host: AgentHost } | Refusal

/** Where there is a launchd that may be talked to; says why where there is none. */
export async function openAgentHost(): Promise<Opened> {
  const { platform, env: environment } = process
  const uid = process.getuid?.() ?? 0
  if (platform === 'darwin' && uid === 0)
    return refuse(
      exitCodes.wrongUsage,
      "this is root, and an agent is one person's. Type it again without sudo.",
    )
  const program = findLaunchctl({ platform, environment })
  if (program === undefined)
    return refuse(
      exitCodes.missing,
      'launchd is macOS, and there is no launchctl here. Run the daemon in the foreground: make run',
    )
  const host = {
    locations: locate(process),
    platform,
    environment,
    homeFolder: homedir(),
    currentFolder: process.cwd(),
    launchctl: openLaunchctl({ program, uid, environment }),
    table: await openProcessTable(platform),
  }
  return { ok: true, host }
}

export function refuse(exitCode: ExitCode, message: string): Refusal {
  return { ok: false, exitCode, message }
}
