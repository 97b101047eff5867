import type { Settings } from '../../config/settings.js'
import type { SessionTraffic } from '../../control/supervision.js'
import { diagnose } from '../../core/diagnose-incident.js'
import { readStderrEnds } from '../../gopls/stderr-file.js'
import { DeadlineTimer } from '../../host/deadline-timer.js'
import type { WriteResult } from '../../host/private-file.js'
import { within } from '../../host/within.js'
import type { EventLog, GuardianEvent } from '../event-log.js'
import type { Inquiry } from './exhibit.js'
import type { Incident, IncidentVersions } from './incident.js'
import type { IncidentCase } from './incident-files.js'
import { removeUnfinished } from './incident-folder.js'
import { IncidentTrouble } from './incident-trouble.js'
import { InstanceHistory } from './instance-history.js'
import { beginIncident, type Occurrence } from './occurrence.js'
import { type AskedFacts, OpenIncident } from './open-incident.js'
import { pruneIncidents } from './prune-incidents.js'
import { type Recognised, recogniseIncident } from './recognise-incident.js'
import { cutStderr, readableStderr } from './stderr-excerpt.js'
import { WriteQueue } from './write-queue.js'

export interface IncidentDeskOptions {
  readonly folder: string
  readonly events: Pick<EventLog, 'emit' | 'subscribe'>
  readonly settings: () => Settings
  /** What is known of a gopls and its sessions right now. */
  readonly inquire: (instance: string) => Inquiry
  /** What its sessions wait for; rejects never, and takes a second at most. */
  readonly askTraffic: (instance: string) => Promise<readonly SessionTraffic[]>
  readonly stderrPath: (instance: string) => string
  readonly versions: Pick<IncidentVersions, 'guardian' | 'node' | 'os'>
  readonly goVersion: () => Promise<string | undefined>
  readonly platform: NodeJS.Platform
  /** Told when incidents cannot be kept, and with undefined when they can. */
  readonly onTrouble: (detail: string | undefined) => void
  /** After which it is tried again whether they can. */
  readonly retryMs?: number
}

/** Within this time the same cause on the same instance is counted on the first incident. */
const sameMs = 10 * 60_000
const usualRetryMs = 5_000
const goVersionLimitMs = 1_000
/** Dumps of many MB take a while to be read; by then the first signal is sent. */
const afterCureMs = 50

/**
 * Keeps the record of what went wrong. The evidence is taken while an event is told, before the cure has taken it
 * away; it is looked into and written afterwards.
 */
export class IncidentDesk {
  readonly #options: IncidentDeskOptions
  readonly #histories = new Map<string, InstanceHistory>()
  /** By what makes two of them the same. */
  readonly #incidents = new Map<string, OpenIncident>()
  /** What is left to do of the events that were told, in their order. */
  #postponed: (() => void)[] = []
  readonly #timer = new DeadlineTimer(() => this.#catchUp())
  readonly #writes = new WriteQueue()
  readonly #trouble: IncidentTrouble
  readonly #unsubscribe: () => void
  /** While it is asked for. */
  #goVersion: Promise<string | null> | undefined

  constructor(options: IncidentDeskOptions) {
    this.#options = options
    this.#trouble = new IncidentTrouble({ retryMs: usualRetryMs, ...options })
    this.#unsubscribe = options.events.subscribe(event => this.#take(event))
  }

  /** Clears up after an earlier daemon. */
  start(nowMs: number): Promise<void> {
    return this.#prune(nowMs)
  }

  /** Resolves when all that happened is written. */
  async close(): Promise<void> {
    this.#unsubscribe()
    this.#trouble.close()
    this.#catchUp()
    await this.#writes.settled()
  }

  #take(event: GuardianEvent): void {
    const { instance, kind, generation } = event
    if (instance === undefined) return
    const known = this.#histories.get(instance)
    const isAnotherSlot = known?.isOver(event) ?? false
    const history = known && !isAnotherSlot ? known : new InstanceHistory()
    this.#histories.set(instance, history)
    const readStderr = (): string => this.#readStderr(instance, history.stderrFromByte(generation))
    const recognised = recogniseIncident(event, {
      history,
      stderr: readStderr,
      inquire: () => this.#options.inquire(instance),
      platform: this.#options.platform,
    })
    if (!history.add(event)) return
    const stderr = recognised || kind === 'instance.ended' ? readStderr() : ''
    const occurrence = recognised && this.#gather(event, instance, recognised, history, stderr)
    this.#postpone(() => {
      if (isAnotherSlot) this.#forget(open => open.incident.instance === instance)
      for (const open of this.#incidents.values()) this.#noteFailure(open.follow(event, stderr))
      if (occurrence) this.#open(occurrence)
    })
    // Unlike slots, such processes come and go without end.
    if (kind === 'observed.gone') this.#histories.delete(instance)
  }

  #gather(
    event: GuardianEvent,
    instance: string,
    recognised: Recognised,
    history: InstanceHistory,
    stderr: string,
  ): Occurrence {
    const { inquire, askTraffic, versions, settings } = this.#options
    return {
      event,
      instance,
      recognised,
      beginning: history.beginning(event.generation),
      before: history.timeline,
      sessions: inquire(instance).sessions,
      stderr,
      asked: { goVersion: this.#askGoVersion(), traffic: askTraffic(instance) },
      versions,
      configuration: withoutEnvironment(settings()),
    }
  }

  #postpone(work: () => void): void {
    this.#postponed.push(work)
    if (this.#postponed.length === 1) this.#timer.arm(afterCureMs)
  }

  #catchUp(): void {
    this.#timer.arm(undefined)
    const works = this.#postponed
    this.#postponed = []
    for (const work of works) work()
  }

  #open(occurrence: Occurrence): void {
    const { event, instance, recognised, stderr, sessions, asked } = occurrence
    const diagnosis = diagnose(recognised.facts)
    if (!diagnosis) return
    const { wallMs } = event
    this.#forget(({ lastAtMs, isGone }) => wallMs - lastAtMs > sameMs || isGone)
    const sameness = [recognised.action, diagnosis.cause, instance].join()
    const known = this.#incidents.get(sameness)
    if (known) {
      this.#noteFailure(known.repeat(wallMs))
      this.#tellLater('incident.repeated', known.incident)
      return
    }
    const incident = beginIncident(occurrence, diagnosis)
    const open = new OpenIncident(this.#options.folder, incident, wallMs)
    const isQueued = this.#writes.add(async () => {
      // The next of its kind is to be tried again.
      if (!(await this.#write(open, { exhibit: recognised.exhibit, sessions, stderr }, asked)))
        this.#forget(each => each === open)
    })
    if (isQueued) this.#incidents.set(sameness, open)
    else this.#fail(incident, 'too many others are to be written')
  }

  /** Of several at once that want to know it, the first one asks. */
  #askGoVersion(): Promise<string | null> {
    this.#goVersion ??= within(
      this.#options.goVersion().catch(() => undefined),
      goVersionLimitMs,
    )
      .then(version => (version === 'timeout' ? null : (version ?? null)))
      .finally(() => {
        this.#goVersion = undefined
      })
    return this.#goVersion
  }

  async #write(
    open: OpenIncident,
    facts: Omit<IncidentCase, 'incident' | 'traffic'>,
    asked: AskedFacts,
  ): Promise<boolean> {
    const result = await open.write(facts, asked)
    if (!result.ok) {
      this.#fail(open.incident, result.message)
      return false
    }
    this.#trouble.end()
    this.#tellLater('incident.opened', open.incident)
    await this.#prune(open.lastAtMs)
    return true
  }

  async #prune(nowMs: number): Promise<void> {
    const { folder, settings } = this.#options
    const fail = (error: unknown): void => this.#trouble.begin(String(error), false)
    await removeUnfinished(folder, nowMs).catch(fail)
    await pruneIncidents(folder, settings().incidents).catch(fail)
  }

  #fail(incident: Incident, detail: string): void {
    this.#trouble.begin(detail, true)
    this.#tellLater('incident.unwritable', incident, { detail })
  }

  #noteFailure(result: WriteResult): void {
    if (!result.ok) this.#trouble.begin(result.message, false)
  }

  /** Not while another event is being told: everybody is to have them in one order. */
  #tellLater(
    kind: 'incident.opened' | 'incident.repeated' | 'incident.unwritable',
    { id, cause, line, count, instance, generation }: Incident,
    more: Readonly<Record<string, unknown>> = {},
  ): void {
    const data = { id, cause, line, count, ...more }
    queueMicrotask(() => this.#options.events.emit(kind, data, { instance, generation }))
  }

  #readStderr(instance: string, fromByte = 0): string {
    return cutStderr(readStderrEnds(this.#options.stderrPath(instance), fromByte, readableStderr))
  }

  #forget(isMeant: (open: OpenIncident) => boolean): void {
    for (const [sameness, open] of this.#incidents) if (isMeant(open)) this.#incidents.delete(sameness)
  }
}

function withoutEnvironment(settings: Settings): unknown {
  return { ...settings, gopls: { ...settings.gopls, env: Object.keys(settings.gopls.env) } }
}
