import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionTraffic } from '../../control/supervision.js'
import type { WriteResult } from '../../host/private-file.js'
import { within } from '../../host/within.js'
import type { GuardianEvent } from '../event-log.js'
import type { Incident } from './incident.js'
import { type IncidentCase, type IncidentTexts, renderChanging, renderFiles } from './incident-files.js'
import { rewriteFiles, writeIncident } from './incident-folder.js'
import { describeEntry } from './instance-history.js'
import { listLastNotifications } from './last-notifications.js'

/** A busy disk may need seconds for it; one that does not answer must not hold up the daemon's end for long. */
const writeLimitMs = 10_000
/** What comes later, or beyond so many events, is another story. */
const followedMs = 60_000
const maxFollowed = 40
/** With these something has come to its end: worth another write. */
const outcomes: ReadonlySet<GuardianEvent['kind']> = new Set([
  'instance.ended',
  'instance.ready',
  'session.replayed',
  'session.moved',
  'breaker.opened',
  'observed.acted',
])

/** What others have to be asked for; each has a limit of its own. */
export interface AskedFacts {
  readonly goVersion: Promise<string | null>
  readonly traffic: Promise<readonly SessionTraffic[]>
}

/** One incident from its first write until nothing more is told of it. */
export class OpenIncident {
  readonly #folder: string
  readonly #openedAtMs: number
  #incident: Incident
  #isWritten = false
  #waiting: IncidentTexts | undefined

  constructor(folder: string, incident: Incident, openedAtMs: number) {
    this.#folder = folder
    this.#incident = incident
    this.#openedAtMs = openedAtMs
  }

  get incident(): Incident {
    return this.#incident
  }

  /** True once it is pruned, or somebody has removed it. */
  get isGone(): boolean {
    return this.#isWritten && !this.#isThere()
  }

  get lastAtMs(): number {
    return Date.parse(this.#incident.lastTime)
  }

  async write(facts: Omit<IncidentCase, 'incident' | 'traffic'>, asked: AskedFacts): Promise<WriteResult> {
    const [go, traffic] = await Promise.all([asked.goVersion, asked.traffic])
    const versions = { ...this.#incident.versions, go }
    this.#incident = { ...this.#incident, versions, notifications: listLastNotifications(traffic) }
    const { id } = this.#incident
    const texts = renderFiles({ ...facts, traffic, incident: this.#incident })
    const giveUp = new AbortController()
    const written = await within(writeIncident(this.#folder, id, texts, giveUp.signal), writeLimitMs)
    if (written === 'timeout') {
      giveUp.abort()
      return { ok: false, message: `not written within ${writeLimitMs} ms` }
    }
    this.#isWritten = written.ok
    return written.ok && this.#waiting ? this.#rewrite(this.#waiting) : written
  }

  /** What came after; `stderr` is what a generation that ended by it had written. */
  follow(event: GuardianEvent, stderr: string): WriteResult {
    const { after, instance, generation } = this.#incident
    const isOver = event.wallMs - this.#openedAtMs > followedMs || after.length >= maxFollowed
    if (isOver || event.instance !== instance) return { ok: true }
    this.#incident = { ...this.#incident, after: [...after, describeEntry(event)] }
    if (!outcomes.has(event.kind)) return { ok: true }
    // The stacks that a SIGQUIT asked for are there now.
    const isItsEnd = event.kind === 'instance.ended' && event.generation === generation
    return this.#rewrite(isItsEnd && stderr !== '' ? { 'stderr.txt': stderr } : {})
  }

  /** The same happened again. */
  repeat(wallMs: number): WriteResult {
    const { count } = this.#incident
    this.#incident = { ...this.#incident, count: count + 1, lastTime: new Date(wallMs).toISOString() }
    return this.#rewrite({})
  }

  #rewrite(others: IncidentTexts): WriteResult {
    this.#waiting = { ...this.#waiting, ...others }
    if (!this.#isWritten || this.isGone) return { ok: true }
    const texts = { ...this.#waiting, ...renderChanging(this.#incident) }
    this.#waiting = undefined
    const result = rewriteFiles(this.#folder, this.#incident.id, texts)
    // Another process may have pruned it just now.
    return result.ok || this.#isThere() ? result : { ok: true }
  }

  #isThere(): boolean {
    return existsSync(join(this.#folder, this.#incident.id))
  }
}
