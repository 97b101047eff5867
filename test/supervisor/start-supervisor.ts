import type { Test } from 'tap'
import { mergeSettings } from '../../src/config/merge.js'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import { identify } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { EventLog, type GuardianEvent } from '../../src/supervisor/event-log.js'
import { prepareFolders } from '../../src/supervisor/prepare-folders.js'
import { nextNumber } from '../../src/supervisor/slot-ids.js'
import { Supervisor } from '../../src/supervisor/supervisor.js'
import type { SupervisorOptions } from '../../src/supervisor/supervisor-options.js'
import { Troubles } from '../../src/supervisor/troubles.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import { eventually } from '../host/eventually.js'
import { pathsUnder } from '../host/paths-under.js'
import { cleanEnvironment } from './clean-environment.js'

export interface StartedSupervisor {
  readonly supervisor: Supervisor
  readonly home: string
  /** Its own; that of an editor that would have the same gopls. */
  readonly environment: Readonly<Record<string, string>>
  readonly events: readonly GuardianEvent[]
  /** The first event that is so, from the beginning on. */
  readonly eventWhen: (isSo: (event: GuardianEvent) => boolean) => Promise<GuardianEvent>
}

export interface SupervisorSetup extends Partial<Pick<SupervisorOptions, 'canOpenFolders' | 'freeBytes'>> {
  readonly gopls: string
  readonly home?: string
  readonly config?: ConfigurationDocument
}

/** A daemon's supervisor without the daemon; what it has started is gone when the test ends. */
export async function startSupervisor(t: Test, setup: SupervisorSetup): Promise<StartedSupervisor> {
  const { gopls, config, home = await makeHome(t), ...options } = setup
  const environment = { ...cleanEnvironment(), GOPLS_GUARDIAN_GOPLS: gopls }
  const paths = pathsUnder(home)
  const places = { paths, socketFolder: paths.runFolder }
  const refusal = await prepareFolders(places)
  if (refusal !== undefined) throw new Error(refusal)
  const configuration = readConfiguration(config)
  const table = await openProcessTable(process.platform)
  const owner = await identify(table, process.pid)
  if (!owner) throw new Error('we are not in the process table')
  const events: GuardianEvent[] = []
  const log = new EventLog(() => Date.now())
  log.subscribe(event => events.push(event))
  const supervisor = new Supervisor({
    ...places,
    ...options,
    homeFolder: home,
    platform: process.platform,
    environment,
    configuration: () => configuration,
    table,
    owner,
    events: log,
    troubles: new Troubles(),
    onProgress: () => undefined,
    isForAll: true,
    nextId: nextNumber,
  })
  await supervisor.findGopls()
  await supervisor.start()
  t.teardown(async () => {
    await supervisor.close({ ends: 'none' })
    for (const { pid } of supervisor.instances()) if (pid !== null) endGroup(pid)
  })
  return {
    supervisor,
    home,
    environment,
    events,
    eventWhen: isSo =>
      eventually(async () => events.find(isSo)).catch((error: unknown) => {
        const told = events.map(each => JSON.stringify(each)).join('\n')
        throw new Error(`no such event:\n${told}`, { cause: error })
      }),
  }
}

function readConfiguration(
  config: ConfigurationDocument = {},
): ReturnType<SupervisorOptions['configuration']> {
  const document = { ...config, probe: { interval: '500ms', idleInterval: '100ms', ...config.probe } }
  const merged = mergeSettings({ document, environment: {}, flags: {} })
  if (!merged.ok) throw new Error(JSON.stringify(merged.problems))
  return { settings: merged.settings, origins: merged.origins, file: '/nowhere', fileExists: false }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
