import { existsSync } from 'node:fs'
import type { Settings } from '../config/settings.js'
import type { ConnectedRelay, RelayHost } from '../control/relay-guest.js'
import type { SessionTerms, SessionTraffic } from '../control/supervision.js'
import { ToolchainCache } from '../gopls/toolchain-cache.js'
import { systemClock } from '../host/clock.js'
import { canOpenFolders } from '../host/folder-access.js'
import { readFreeBytes } from '../host/free-memory.js'
import { goplsLogFile } from '../host/paths.js'
import { EditorsGopls } from './editors-gopls.js'
import type { Inquiry } from './incidents/exhibit.js'
import { askTraffic, inquire } from './incidents/inquire.js'
import { LeaseDesk } from './lease-desk.js'
import type { Lookout } from './lookout.js'
import { openLookout } from './open-lookout.js'
import { openRecords } from './open-records.js'
import { type ControlOutcome, Pool } from './pool.js'
import { provide } from './provision.js'
import { RealGopls, type SearchResult } from './real-gopls.js'
import { hostRelay } from './relay-hosting.js'
import { SessionBook } from './session-book.js'
import { SlotLaunches } from './slot-launches.js'
import type { DaemonSnapshot, InstanceSnapshot } from './snapshot.js'
import { Successions } from './successions.js'
import type { SupervisorOptions } from './supervisor-options.js'
import { ToldErrors } from './told-errors.js'

/** Everything that keeps gopls alive, put together; what happens in it goes through one event log. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #gopls: RealGopls
  readonly #editorsGopls: EditorsGopls
  readonly #pool: Pool
  readonly #book = new SessionBook()
  readonly #toldErrors = new ToldErrors(() => systemClock.monotonicMs())
  readonly #desk: LeaseDesk
  readonly #successions: Successions
  #lookout: Lookout | undefined

  constructor(options: SupervisorOptions) {
    const { homeFolder, platform, paths, isForAll } = options
    this.#options = options
    const emit = options.events.emit.bind(options.events)
    this.#gopls = new RealGopls({ ...options, emit })
    this.#editorsGopls = new EditorsGopls({
      usual: this.#gopls,
      homeFolder,
      platform,
      binFolder: paths.binFolder,
    })
    const launches = this.#createLaunches()
    this.#pool = this.#createPool(launches)
    this.#successions = new Successions({
      pool: this.#pool,
      book: this.#book,
      bequeath: (from, to) => this.#desk.bequeath(from, to),
      binary: id => launches.binary(id),
      freeBytes: options.freeBytes ?? readFreeBytes,
      nowMs: () => systemClock.monotonicMs(),
      emit,
    })
    const toolchains = new ToolchainCache({ nowMs: () => systemClock.monotonicMs() })
    this.#desk = new LeaseDesk({
      pool: this.#pool,
      book: this.#book,
      successorOf: id => this.#successions.successorOf(id),
      provide: request =>
        provide(request, {
          gopls: this.#editorsGopls,
          toolchains,
          isolation: this.#settings.instances.isolation,
          ownEnvironment: options.environment,
        }),
      canOpenFolders: options.canOpenFolders ?? canOpenFolders,
      hasSocket: existsSync,
      canRestart: isForAll,
      lookSoon: () => this.lookSoon(),
      emit,
    })
    options.events.subscribe(({ kind }) => {
      // The first answer, also of one that was taken over, or a finding under suspicion: now there is more to see.
      if (kind === 'instance.verdict' || kind === 'instance.examined') this.lookSoon()
      if (kind === 'gopls.found' || kind === 'gopls.changed') this.#desk.changed()
    })
  }

  /** Finds gopls first: without one there is nothing to watch over. */
  findGopls(): Promise<SearchResult> {
    return this.#gopls.search()
  }

  /** Takes over what another supervisor left; from here on everything is watched. */
  async start(): Promise<void> {
    const { isForAll, table, events } = this.#options
    this.#lookout = openLookout({
      table,
      events,
      isForAll,
      settings: () => this.#settings,
      gopls: this.#gopls,
      pool: this.#pool,
      book: this.#book,
      successions: this.#successions,
    })
    if (isForAll) await this.#pool.start()
  }

  /** A relay that came, and what it may ask. */
  welcome(relay: Pick<ConnectedRelay, 'side'>): RelayHost {
    return hostRelay(relay, {
      desk: this.#desk,
      book: this.#book,
      toldErrors: this.#toldErrors,
      successions: this.#successions,
      lookSoon: () => this.lookSoon(),
      emit: this.#options.events.emit.bind(this.#options.events),
    })
  }

  get terms(): SessionTerms {
    const { floorMs, clientReplyTimeoutMs } = this.#settings.hang
    return { clientReplyTimeoutMs, doubtAfterMs: floorMs / 2 }
  }

  /** Looks now, and goes on from here. */
  lookSoon(): void {
    this.#lookout?.lookSoon()
  }

  restart(id: string): ControlOutcome {
    return this.#pool.restart(id)
  }

  stop(id: string): ControlOutcome {
    return this.#pool.stop(id)
  }

  /** Every slot that may have a gopls, also those of relays that are alone. */
  slotIds(): ReadonlySet<string> {
    return this.#pool.takenIds
  }

  instances(): readonly InstanceSnapshot[] {
    return this.#pool.snapshots()
  }

  /** What is known of a slot's gopls and of its sessions at this moment. */
  inquire(id: string): Inquiry {
    return inquire(this.#pool.get(id)?.exhibit, this.#book.ofSlot(id))
  }

  askTraffic(id: string): Promise<readonly SessionTraffic[]> {
    return askTraffic(this.#book.ofSlot(id))
  }

  snapshot(): Pick<DaemonSnapshot, 'instances' | 'troubles' | 'toldErrors' | 'loopLagMs'> {
    const { troubles } = this.#options
    troubles.set('gopls-missing', this.#gopls.isMissing ? 'no working gopls is found any more' : undefined)
    return {
      instances: this.instances(),
      troubles: troubles.list,
      toldErrors: this.#toldErrors.codes,
      loopLagMs: this.#lookout?.lagMs ?? 0,
    }
  }

  /** Other settings are in force. */
  async settingsChanged(before: Settings): Promise<void> {
    this.#pool.settingsChanged()
    this.lookSoon()
    if (before.gopls.path === this.#settings.gopls.path) return
    const result = await this.#gopls.search()
    if (!result.ok) this.#options.events.emit('gopls.missing', { explanation: result.explanation })
    else if (result.isOther) this.#pool.goplsChanged()
  }

  /** Ends what is idle, or no relay's, and leaves every other gopls to the next supervisor. */
  async close({ ends }: { readonly ends: 'none' | 'idle' | 'unleased' }): Promise<void> {
    // What was seen last may be half a minute old: an editor may have come since.
    if (ends === 'idle') await this.#lookout?.lookNow()
    this.#lookout?.close()
    this.#desk.close()
    if (ends !== 'none') await this.#pool.end(ends)
    await this.#pool.release()
  }

  get #settings(): Settings {
    return this.#options.configuration().settings
  }

  #createPool(launches: SlotLaunches): Pool {
    const { paths, events, isForAll, table, owner, nextId } = this.#options
    const emit = events.emit.bind(events)
    return new Pool({
      table,
      owner,
      nextId,
      emit,
      clock: systemClock,
      random: Math.random,
      settings: () => this.#settings,
      keepsWarm: () => isForAll && this.#settings.instances.keepWarm,
      planLaunch: (id, generation) => launches.plan(id, generation),
      canLaunch: id => launches.isKnown(id),
      binary: id => launches.binary(id),
      sessions: id => this.#book.standing(id),
      successions: {
        isPossible: (id, candidate) => this.#successions.isPossible(id, candidate),
        hasFailed: id => this.#successions.hasFailed(id),
        begin: (id, reason) => this.#successions.begin(id, reason),
        hasOther: id => this.#successions.hasOther(id),
      },
      stderrPath: id => goplsLogFile(paths, id),
      onResumed: () => this.lookSoon(),
      onChanged: () => {
        this.#successions.changed()
        this.#desk.changed()
      },
      records: openRecords(this.#options),
    })
  }

  #createLaunches(): SlotLaunches {
    const { events } = this.#options
    return new SlotLaunches({
      editorsGopls: this.#editorsGopls,
      provisionOf: id => this.#desk.provisionOf(id),
      isWarm: id => this.#pool.get(id)?.lease === null,
      relayOf: id => this.#successions.relayOf(id),
      surroundings: () => ({ ...this.#options, settings: this.#settings }),
      onLogTrouble: (detail, of) => events.emit('log.unwritable', { detail }, of),
    })
  }
}
