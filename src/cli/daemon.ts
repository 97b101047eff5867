import type { Logger } from 'pino'
import type { Configuration } from '../config/load.js'
import type { Flags } from '../config/merge.js'
import type { Settings } from '../config/settings.js'
import { systemClock } from '../host/clock.js'
import { goplsLogFile, type Paths } from '../host/paths.js'
import type { ProcessTable } from '../host/process-table.js'
import type { DaemonApi } from '../http/daemon-api.js'
import { logEvent } from '../logs/log-events.js'
import { EventLog } from '../supervisor/event-log.js'
import type { LaunchPlan } from '../supervisor/launch.js'
import { Lookout } from '../supervisor/lookout.js'
import { Pool } from '../supervisor/pool.js'
import { RealGopls, type SearchResult } from '../supervisor/real-gopls.js'
import { RecordStore } from '../supervisor/record-store.js'
import type { DaemonSnapshot } from '../supervisor/snapshot.js'
import type { Troubles } from '../supervisor/troubles.js'
import { DaemonHttp } from './daemon-http.js'
import { LiveConfiguration } from './live-configuration.js'
import { readPackageVersion } from './package-version.js'

export interface DaemonOptions {
  readonly paths: Paths
  /** Where the instances' sockets lie. */
  readonly socketFolder: string
  readonly apiSocket: string
  readonly homeFolder: string
  readonly platform: NodeJS.Platform
  /** Our own environment, which a gopls that no editor asked for inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly flags: Flags
  readonly configuration: Configuration
  readonly table: ProcessTable
  readonly logger: Logger
  readonly troubles: Troubles
  /** Told of steps that take long. */
  readonly onProgress: (line: string) => void
}

/** All parts of the daemon, put together; what happens in them goes through one event log. */
export class Daemon implements DaemonApi {
  readonly events: EventLog
  readonly #options: DaemonOptions
  readonly #version = readPackageVersion()
  readonly #startedAtWallMs = systemClock.wallMs()
  readonly #gopls: RealGopls
  readonly #pool: Pool
  readonly #http: DaemonHttp
  readonly #configuration: LiveConfiguration
  #lookout: Lookout | undefined
  #isSearching = false

  constructor(options: DaemonOptions) {
    const { paths, table, logger } = options
    this.#options = options
    this.events = new EventLog(() => systemClock.wallMs())
    this.events.subscribe(event => logEvent(logger, event))
    const emit = this.events.emit.bind(this.events)
    this.#configuration = new LiveConfiguration({ ...options, emit, onChange: before => this.#apply(before) })
    const settings = () => this.#configuration.settings
    this.#gopls = new RealGopls({ ...options, configuration: () => this.#configuration.current, emit })
    const records = new RecordStore({
      folder: paths.instancesFolder,
      wallMs: () => systemClock.wallMs(),
      onSetAside: (file, reason) => emit('record.set-aside', { file, reason }),
      onTrouble: detail => this.#onTrouble('state-unwritable', 'record.unwritable', detail),
    })
    this.#pool = new Pool({
      table,
      clock: systemClock,
      random: Math.random,
      settings,
      planLaunch: (id, generation) => this.#planLaunch(id, generation),
      stderrPath: id => goplsLogFile(paths, id),
      records,
      onResumed: () => this.#lookout?.lookSoon(),
      emit,
    })
    this.#http = new DaemonHttp({ api: this, options, emit })
  }

  /** Finds gopls first: without one there is nothing to watch over. */
  findGopls(): Promise<SearchResult> {
    return this.#gopls.search()
  }

  /** Resolves when everything runs and the address is bound (or taken, and tried again). */
  async start(): Promise<void> {
    const { table } = this.#options
    const emit = this.events.emit.bind(this.events)
    const { file, fileExists } = this.#configuration.current
    emit('daemon.started', { version: this.#version, configuration: fileExists ? file : null })
    this.events.subscribe(event => {
      // The first answer, also of one that was taken over, or a finding under suspicion: now there is more to see.
      if (event.kind === 'instance.verdict' || event.kind === 'instance.examined') this.#lookout?.lookSoon()
    })
    this.#lookout = new Lookout({
      table,
      clock: systemClock,
      ownCpuMs: () => {
        const { user, system } = process.cpuUsage()
        return (user + system) / 1000
      },
      settings: () => this.#configuration.settings,
      binary: () => this.#gopls.binary,
      instances: () => this.#pool.instances,
      emit,
      alongside: () => this.#lookAtGopls(),
    })
    await this.#pool.start()
    await this.#http.start(this.#configuration.settings.http)
    await this.#configuration.watch()
  }

  /** Resolves when every gopls that was being started has come to something. */
  whenSettled(): Promise<void> {
    const isSettled = (): boolean => this.#pool.instances.every(({ phase }) => phase !== 'starting')
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
    const noMoreChanges = this.#configuration.close()
    // What was seen last may be half a minute old: an editor may have come since.
    if (endIdle) await this.#lookout?.lookNow()
    this.#lookout?.close()
    if (endIdle) await this.#pool.endIdle()
    await this.#pool.release()
    await Promise.all([this.#http.close(), noMoreChanges])
  }

  /** Where it listens on TCP; undefined while another program holds the port. */
  get url(): string | undefined {
    return this.#http.url
  }

  snapshot(): DaemonSnapshot {
    const missing = this.#gopls.isMissing ? 'no working gopls is found any more' : undefined
    this.#options.troubles.set('gopls-missing', missing)
    return {
      version: this.#version,
      pid: process.pid,
      startedAtWallMs: this.#startedAtWallMs,
      instances: this.#pool.snapshots(),
      troubles: this.#options.troubles.list,
      loopLagMs: this.#lookout?.lagMs ?? 0,
    }
  }

  configuration(): ReturnType<DaemonApi['configuration']> {
    const { settings, origins } = this.#configuration.current
    const names = Object.entries(origins).map(([key, { origin }]) => [key, origin] as const)
    return { settings, origins: Object.fromEntries(names) }
  }

  restart(id: string): ReturnType<DaemonApi['restart']> {
    return this.#pool.restart(id)
  }

  stop(id: string): ReturnType<DaemonApi['stop']> {
    return this.#pool.stop(id)
  }

  onEvent(listener: Parameters<DaemonApi['onEvent']>[0]): () => void {
    return this.events.subscribe(listener)
  }

  #planLaunch(instanceId: string, generation: number): LaunchPlan | string {
    const { binary } = this.#gopls
    if (!binary) return 'no working gopls is found'
    const { gopls, instances } = this.#configuration.settings
    const { environment, socketFolder, homeFolder, paths } = this.#options
    return {
      instanceId,
      generation,
      binary,
      extraArgs: gopls.args,
      environment: { ...environment, ...gopls.env },
      listenTimeoutMs: instances.idleTimeoutMs,
      socketFolder,
      stderrPath: goplsLogFile(paths, instanceId),
      homeFolder,
      startedAtWallMs: systemClock.wallMs(),
    }
  }

  /** Looks for another gopls on disk, in its own time: a search may run programs, and holds up no look. */
  #lookAtGopls(): void {
    if (this.#isSearching) return
    this.#isSearching = true
    this.#gopls
      .lookAgain()
      .then(isOther => isOther && this.#pool.goplsChanged())
      .catch((error: unknown) => this.events.emit('look.failed', { error: String(error) }))
      .finally(() => {
        this.#isSearching = false
      })
  }

  async #apply(before: Settings): Promise<void> {
    const { settings } = this.#configuration
    this.#options.logger.level = settings.logs.level
    this.#pool.settingsChanged()
    this.#lookout?.lookSoon()
    if (before.gopls.path !== settings.gopls.path) await this.#searchGopls()
    if (before.http.port !== settings.http.port || before.http.host !== settings.http.host)
      await this.#http.rebind(settings.http)
  }

  async #searchGopls(): Promise<void> {
    const result = await this.#gopls.search()
    if (!result.ok) this.events.emit('gopls.missing', { explanation: result.explanation })
    else if (result.isOther) this.#pool.goplsChanged()
  }

  #onTrouble(
    code: 'state-unwritable' | 'logs-unwritable',
    kind: 'record.unwritable' | 'log.unwritable',
    detail: string | undefined,
  ): void {
    this.#options.troubles.set(code, detail)
    if (detail !== undefined) this.events.emit(kind, { detail })
  }
}
