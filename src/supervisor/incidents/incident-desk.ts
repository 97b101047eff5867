import type { Settings } from '../../config/settings.js'
import type { SessionTraffic } from '../../control/supervision.js'
import { diagnose } from '../../core/diagnose-incident.js'
import type { Diagnosis } from '../../core/incident-cause.js'
import { readStderrTail } from '../../gopls/stderr-file.js'
import type { WriteResult } from '../../host/private-file.js'
import { within } from '../../host/within.js'
import type { EventLog, GuardianEvent } from '../event-log.js'
import type { Inquiry } from './exhibit.js'
import { type Incident, type IncidentVersions, makeIncidentId } from './incident.js'
import type { IncidentCase } from './incident-files.js'
import { removeUnfinished } from './incident-folder.js'
import { IncidentTrouble } from './incident-trouble.js'
import { InstanceHistory } from './instance-history.js'
import { type AskedFacts, OpenIncident } from './open-incident.js'
import { pruneIncidents } from './prune-incidents.js'
import { type Recognised, recogniseIncident } from './recognise-incident.js'
import { cutStderr, readableStderrBytes } from './stderr-excerpt.js'

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
const maxWritesAtOnce = 8
const usualRetryMs = 5_000
const goVersionLimitMs = 1_000

/**
 * Keeps the record of what went wrong. The evidence is taken while an event is told, before the cure has taken it
 * away; it is written afterwards.
 */
export class IncidentDesk {
  readonly #options: IncidentDeskOptions
  readonly #histories = new Map<string, InstanceHistory>()
  /** By what makes two of them the same. */
  readonly #incidents = new Map<string, OpenIncident>()
  readonly #writes = new Set<Promise<void>>()
  readonly #trouble: IncidentTrouble
  readonly #unsubscribe: () => void

  constructor(options: IncidentDeskOptions) {
    this.#options = options
    this.#trouble = new IncidentTrouble({ retryMs: usualRetryMs, ...options })
    this.#unsubscribe = options.events.subscribe(event => this.#take(event))
  }

  /** Clears up after an earlier daemon. */
  async start(nowMs: number): Promise<void> {
    await removeUnfinished(this.#options.folder, nowMs).catch(() => undefined)
    await this.#prune()
  }

  /** Resolves when all that happened is written. */
  async close(): Promise<void> {
    this.#unsubscribe()
    this.#trouble.close()
    await Promise.all(this.#writes)
  }

  #take(event: GuardianEvent): void {
    const { instance } = event
    if (instance === undefined) return
    const history = this.#histories.get(instance) ?? new InstanceHistory()
    this.#histories.set(instance, history)
    const recognised = recogniseIncident(event, {
      history,
      stderr: () => this.#readStderr(instance, event.generation),
      inquire: () => this.#options.inquire(instance),
      platform: this.#options.platform,
    })
    if (!history.add(event)) return
    for (const incident of this.#incidents.values())
      this.#noteFailure(incident.follow(event, () => this.#readStderr(instance, event.generation)))
    const diagnosis = recognised && diagnose(recognised.facts)
    if (diagnosis) this.#open(event, instance, recognised, diagnosis)
    // Unlike slots, such processes come and go without end, and commands without a word.
    const isPassing = event.kind === 'observed.verdict' && event.data['kind'] === 'command'
    if (event.kind === 'observed.gone' || isPassing) this.#histories.delete(instance)
  }

  #open(event: GuardianEvent, instance: string, recognised: Recognised, diagnosis: Diagnosis): void {
    const { wallMs, generation = 0 } = event
    this.#forgetOld(wallMs)
    const sameness = [recognised.action, diagnosis.cause, instance].join()
    const known = this.#incidents.get(sameness)
    if (known) {
      this.#noteFailure(known.repeat(wallMs))
      this.#tellLater('incident.repeated', known.incident)
      return
    }
    const incident = this.#describe(event, instance, recognised, diagnosis)
    if (this.#writes.size >= maxWritesAtOnce) {
      this.#fail(incident, `${maxWritesAtOnce} others are being written`)
      return
    }
    const open = new OpenIncident(this.#options.folder, incident, wallMs)
    this.#incidents.set(sameness, open)
    const facts = {
      exhibit: recognised.exhibit,
      sessions: this.#options.inquire(instance).sessions,
      stderr: this.#readStderr(instance, generation),
    }
    const asked = { goVersion: this.#askGoVersion(), traffic: this.#options.askTraffic(instance) }
    const write = this.#write(open, facts, asked)
      .then(isWritten => {
        // The next of its kind is to be tried again.
        if (!isWritten) this.#incidents.delete(sameness)
      })
      .finally(() => this.#writes.delete(write))
    this.#writes.add(write)
  }

  #describe(
    { wallMs, generation = 0, data }: GuardianEvent,
    instance: string,
    { action, exhibit }: Recognised,
    { cause, line, why }: Diagnosis,
  ): Incident {
    const { settings, versions } = this.#options
    const history = this.#histories.get(instance)
    const { pid, version } = history?.beginning(generation)?.data ?? data
    const time = new Date(wallMs).toISOString()
    return {
      format: 1,
      id: makeIncidentId(wallMs, cause, instance),
      time,
      cause,
      line,
      why,
      action,
      instance,
      generation,
      pid: typeof pid === 'number' ? pid : null,
      count: 1,
      lastTime: time,
      versions: { ...versions, gopls: typeof version === 'string' ? version : null, go: null },
      evidence: exhibit?.evidence ?? null,
      policy: exhibit?.policy ?? null,
      verdict: exhibit?.judgement ?? null,
      heapUsers: exhibit?.heapUsers ?? [],
      before: history?.timeline ?? [],
      after: [],
      notifications: [],
      configuration: withoutEnvironment(settings()),
    }
  }

  async #askGoVersion(): Promise<string | null> {
    const asked = this.#options.goVersion().catch(() => undefined)
    const version = await within(asked, goVersionLimitMs)
    return version === 'timeout' ? null : (version ?? null)
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
    await this.#prune()
    return true
  }

  async #prune(): Promise<void> {
    const { folder, settings } = this.#options
    const fail = (error: unknown): void => this.#trouble.begin(String(error), false)
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

  #readStderr(instance: string, generation: number | undefined): string {
    const beginning = this.#histories.get(instance)?.beginning(generation)
    const fromByte = Number(beginning?.data['stderrFromByte'] ?? 0)
    return cutStderr(readStderrTail(this.#options.stderrPath(instance), fromByte, readableStderrBytes))
  }

  #forgetOld(nowWallMs: number): void {
    for (const [sameness, { lastAtMs, isGone }] of this.#incidents)
      if (nowWallMs - lastAtMs > sameMs || isGone) this.#incidents.delete(sameness)
  }
}

function withoutEnvironment(settings: Settings): unknown {
  return { ...settings, gopls: { ...settings.gopls, env: Object.keys(settings.gopls.env) } }
}
