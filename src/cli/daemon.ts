import { join } from 'node:path'
import type { Configuration } from '../config/load.js'
import type { Flags } from '../config/merge.js'
import type { Settings } from '../config/settings.js'
import { RelayDoor } from '../control/relay-door.js'
import { systemClock } from '../host/clock.js'
import type { Paths } from '../host/paths.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import type { DaemonApi } from '../http/daemon-api.js'
import { logEvent } from '../logs/log-events.js'
import { LogKeeper } from '../logs/log-keeper.js'
import type { OpenedLog } from '../logs/logger.js'
import type { EventHistory } from '../supervisor/event-history.js'
import type { EventLine } from '../supervisor/event-line.js'
import type { EventLog } from '../supervisor/event-log.js'
import { keepDaemonFailure } from '../supervisor/incidents/daemon-failure.js'
import type { IncidentDesk } from '../supervisor/incidents/incident-desk.js'
import { openIncidentDesk } from '../supervisor/incidents/open-incident-desk.js'
import type { Observer } from '../supervisor/observed/observer.js'
import { openObserver } from '../supervisor/observed/open-observer.js'
import { openEvents } from '../supervisor/open-events.js'
import type { SearchResult } from '../supervisor/real-gopls.js'
import { nextNumber } from '../supervisor/slot-ids.js'
import type { DaemonSnapshot } from '../supervisor/snapshot.js'
import { Supervisor } from '../supervisor/supervisor.js'
import type { Troubles } from '../supervisor/troubles.js'
import { DaemonHttp } from './daemon-http.js'
import { LiveConfiguration } from './live-configuration.js'
import { packageRoot } from './package-root.js'
import { readPackageVersion } from './package-version.js'

export interface DaemonOptions {
  readonly paths: Paths
  /** Where all unix sockets lie. */
  readonly socketFolder: string
  readonly apiSocket: string
  readonly homeFolder: string
  readonly platform: NodeJS.Platform
  /** Our own environment, which a gopls that no editor asked for inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly flags: Flags
  readonly configuration: Configuration
  readonly table: ProcessTable
  /** This process. */
  readonly owner: ProcessIdentity
  readonly log: OpenedLog
  readonly troubles: Troubles
  /** What earlier daemons told of. */
  readonly keptEvents: readonly EventLine[]
  /** Told of steps that take long. */
  readonly onProgress: (line: string) => void
}

/** The supervisor of all editors of one user, with its doors: for relays, and for whoever asks how it is. */
export class Daemon implements DaemonApi {
  readonly events: EventLog
  readonly history: EventHistory
  readonly #options: DaemonOptions
  readonly #closeEvents: () => void
  readonly #version = readPackageVersion()
  readonly #startedAtWallMs = systemClock.wallMs()
  readonly #supervisor: Supervisor
  readonly #relayDoor: RelayDoor
  readonly #http: DaemonHttp
  readonly #configuration: LiveConfiguration
  readonly #logs: LogKeeper
  readonly #incidents: IncidentDesk
  #observer: Observer | undefined

  constructor(options: DaemonOptions) {
    this.#options = options
    const { log: events, history, close } = openEvents(options)
    this.events = events
    this.history = history
    this.#closeEvents = close
    this.events.subscribe(event => logEvent(options.log.logger, event))
    const emit = this.events.emit.bind(this.events)
    this.#configuration = new LiveConfiguration({ ...options, emit, onChange: before => this.#apply(before) })
    const supervisor = new Supervisor({
      ...options,
      events: this.events,
      configuration: () => this.#configuration.current,
      isForAll: true,
      nextId: nextNumber,
    })
    this.#supervisor = supervisor
    this.#relayDoor = new RelayDoor({
      terms: () => supervisor.terms,
      welcome: relay => supervisor.welcome(relay),
    })
    this.#http = new DaemonHttp({ api: this, options, emit })
    this.#incidents = openIncidentDesk({
      ...options,
      supervisor,
      events: this.events,
      configuration: () => this.#configuration.current,
      version: this.#version,
    })
    this.#logs = new LogKeeper({
      folder: options.paths.logsFolder,
      file: options.log.file,
      slotsInUse: () => supervisor.slotIds(),
      limits: () => this.#configuration.settings.logs,
      clock: systemClock,
      onTrouble: detail => options.troubles.set('logs-unwritable', detail),
      emit,
    })
  }

  /** Finds gopls before the start: without one there is nothing to watch over. */
  findGopls(): Promise<SearchResult> {
    return this.#supervisor.findGopls()
  }

  /** Resolves when the address is bound (or taken, and tried again); from here on it can say how it is. */
  listen(): Promise<void> {
    const { file, fileExists } = this.#configuration.current
    this.events.emit('daemon.started', { version: this.#version, configuration: fileExists ? file : null })
    void this.#logs.start()
    void this.#incidents.start(systemClock.wallMs())
    return this.#http.start(this.#configuration.settings.http)
  }

  /** Resolves when everything runs. */
  async start(): Promise<void> {
    await this.#supervisor.start()
    await this.#openRelayDoor()
    this.#observer = this.#openObserver()
    await this.#configuration.watch()
  }

  /** Resolves when every gopls that was being started has come to something. */
  whenSettled(): Promise<void> {
    const isSettled = (): boolean => this.#supervisor.instances().every(({ state }) => state !== 'starting')
    if (isSettled()) return Promise.resolve()
    return new Promise(resolve => {
      const stop = this.events.subscribe(() => {
        if (!isSettled()) return
        stop()
        resolve()
      })
    })
  }

  /** Goes, and leaves every gopls to the next daemon; with `endIdle` those that no editor uses end too. */
  async close({ endIdle }: { readonly endIdle: boolean }): Promise<void> {
    this.events.emit('daemon.stopping', { endIdle })
    this.#logs.close()
    const noMoreChanges = this.#configuration.close()
    await this.#supervisor.close({ ends: endIdle ? 'idle' : 'none' })
    await Promise.all([this.#relayDoor.close(), this.#http.close(), this.#observer?.close(), noMoreChanges])
    await this.#incidents.close()
    this.#closeEvents()
  }

  /** For whoever wants to know why it ended; what cannot be written stays in the log. */
  async keepFailure(error: unknown): Promise<void> {
    const { incidentsFolder } = this
    const { version, platform } = process
    const versions = [`gopls-guardian ${this.#version}`, `Node ${version}`, platform]
    const nowWallMs = systemClock.wallMs()
    await keepDaemonFailure({ incidentsFolder, error, history: this.history, versions, nowWallMs })
  }

  /** Where it listens on TCP; undefined while another program holds the port. */
  get url(): string | undefined {
    return this.#http.url
  }

  get incidentsFolder(): string {
    return this.#options.paths.incidentsFolder
  }

  snapshot(): DaemonSnapshot {
    return {
      version: this.#version,
      pid: process.pid,
      startedAtWallMs: this.#startedAtWallMs,
      memoryLimitBytes: this.#configuration.settings.limits.memoryBytes,
      ...this.#supervisor.snapshot(),
      observed: this.#observer?.snapshots() ?? [],
    }
  }

  configuration(): ReturnType<DaemonApi['configuration']> {
    const { settings, origins } = this.#configuration.current
    const names = Object.entries(origins).map(([key, { origin }]) => [key, origin] as const)
    return { settings, origins: Object.fromEntries(names) }
  }

  restart(id: string): ReturnType<DaemonApi['restart']> {
    return this.#supervisor.restart(id)
  }

  stop(id: string): ReturnType<DaemonApi['stop']> {
    return this.#supervisor.stop(id)
  }

  onEvent(listener: Parameters<DaemonApi['onEvent']>[0]): () => void {
    return this.events.subscribe(listener)
  }

  #openObserver(): Observer {
    const { table, platform, paths } = this.#options
    return openObserver({
      table,
      platform,
      programFolders: [paths.appFolder, join(packageRoot, 'dist')],
      settings: () => this.#configuration.settings,
      emit: this.events.emit.bind(this.events),
    })
  }

  /** Without it relays work alone. */
  async #openRelayDoor(): Promise<void> {
    const { socketFolder, troubles } = this.#options
    const bound = await this.#relayDoor.listen(join(socketFolder, 'relay.sock'))
    if (bound.ok) return
    troubles.set('state-unwritable', bound.detail)
    this.events.emit('relay.door-unusable', { detail: bound.detail })
  }

  async #apply(before: Settings): Promise<void> {
    const { settings } = this.#configuration
    this.#options.log.logger.level = settings.logs.level
    this.#observer?.settingsChanged()
    await this.#supervisor.settingsChanged(before)
    if (before.http.port !== settings.http.port || before.http.host !== settings.http.host)
      await this.#http.rebind(settings.http)
  }
}
