import { loadConfiguration } from '../config/load.js'
import { defaultSettings } from '../config/settings.js'
import type { RelaySide, Supervision } from '../control/supervision.js'
import { systemClock } from '../host/clock.js'
import { identify } from '../host/identity.js'
import { openProcessTable } from '../host/open-process-table.js'
import { type EventListener, EventLog } from './event-log.js'
import { prepareFolders } from './prepare-folders.js'
import { isOfRelay, nextOfRelay } from './slot-ids.js'
import { Supervisor } from './supervisor.js'
import type { SupervisorOptions } from './supervisor-options.js'
import { Troubles } from './troubles.js'

export interface OwnSupervisionOptions
  extends Pick<SupervisorOptions, 'paths' | 'socketFolder' | 'homeFolder' | 'platform' | 'environment'> {
  readonly relay: RelaySide
  /** Of guardian. */
  readonly version: string
  /** Told of everything that happens. */
  readonly onEvent?: EventListener
}

export type OwnSupervisionResult =
  | { readonly ok: true; readonly supervision: Supervision }
  | { readonly ok: false; readonly detail: string }

/** Supervises gopls for one relay that is alone, with what the daemon does it with; a broken configuration counts as none. */
export async function openOwnSupervision(options: OwnSupervisionOptions): Promise<OwnSupervisionResult> {
  const { relay, paths, environment, platform, onEvent } = options
  // 1. A home of its own.
  const refusal = await prepareFolders(options)
  if (refusal !== undefined) return { ok: false, detail: refusal }
  const table = await openProcessTable(platform)
  const owner = await identify(table, process.pid)
  if (!owner) return { ok: false, detail: `the process table does not show us, pid ${process.pid}` }
  const loaded = await loadConfiguration({ file: paths.configFile, environment, flags: {} })
  const configuration = loaded.ok
    ? loaded.configuration
    : { settings: defaultSettings, origins: {}, file: paths.configFile, fileExists: false }
  // 2. The supervisor, with nothing kept warm and nothing taken over: that is the daemon's.
  const events = new EventLog(() => Date.now())
  if (onEvent) events.subscribe(onEvent)
  const troubles = new Troubles()
  const parts = { ...options, events, configuration: () => configuration, troubles }
  const supervisor = new Supervisor({
    ...parts,
    table,
    owner,
    onProgress: () => undefined,
    isForAll: false,
    nextId: nextOfRelay(process.pid),
  })
  // An editor waits: what keeps the record is loaded while gopls is sought.
  const [{ openIncidentDesk }, { LogKeeper }, { removeSlotLogs }] = await Promise.all([
    import('./incidents/open-incident-desk.js'),
    import('../logs/log-keeper.js'),
    import('../logs/remove-slot-logs.js'),
    supervisor.findGopls(),
  ])
  const incidents = openIncidentDesk({ ...parts, supervisor })
  const isOurs = (slot: string): boolean => isOfRelay(process.pid, slot)
  const logs = new LogKeeper({
    folder: paths.logsFolder,
    isOurs,
    slotsInUse: () => supervisor.slotIds(),
    limits: () => configuration.settings.logs,
    clock: systemClock,
    onTrouble: detail => troubles.set('logs-unwritable', detail),
    emit: events.emit.bind(events),
  })
  void logs.start()
  await supervisor.start()
  void incidents.start(Date.now())
  // 3. The one relay, of this process.
  const host = supervisor.welcome({ side: relay })
  return {
    ok: true,
    supervision: {
      terms: supervisor.terms,
      lease: (request, signal) => host.lease(request, signal),
      raiseDoubt: session => host.raiseDoubt(session),
      note: (session, note) => host.note(session, note),
      release: session => host.release(session),
      // It goes when its relay goes.
      closed: new Promise<void>(() => undefined),
      // What a session still has lives on, for the daemon to take over; what was released ends.
      close: async () => {
        await supervisor.close({ ends: 'unleased' })
        await incidents.close()
        logs.close()
        // What was worth keeping of them is in the incidents.
        const living = supervisor.slotIds()
        removeSlotLogs(paths.logsFolder, slot => isOurs(slot) && !living.has(slot))
      },
    },
  }
}
