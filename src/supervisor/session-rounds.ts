import type { Settings } from '../config/settings.js'
import type { RelaySide, SessionView } from '../control/supervision.js'
import type { Observation } from '../core/evidence.js'
import type { Judgement } from '../core/judge.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { Verdict } from '../core/verdict.js'
import type { Clock } from '../host/clock.js'
import type { ProcessRow } from '../host/process-table.js'
import type { EventLog } from './event-log.js'
import { Examination } from './examination.js'
import type { Instance } from './instance.js'
import type { LookedSessions } from './lookout.js'
import type { Pool } from './pool.js'
import type { Session } from './session.js'
import type { SessionBook } from './session-book.js'
import { SessionHealer } from './session-healer.js'
import type { SharedLook } from './shared-look.js'
import { viewProcess } from './view-process.js'

export interface SessionRoundsDependencies {
  readonly book: SessionBook
  readonly pool: Pick<Pool, 'get'>
  readonly settings: () => Settings
  readonly clock: Clock
  readonly emit: EventLog['emit']
}

/** Under suspicion there are this many looks until a request is overdue, but not more than one in `shortestStepMs`. */
const looksUntilOverdue = 4
const shortestStepMs = 250
/** A timer may fire a little early: a look that comes before the limit would see nothing overdue. */
const safetyMs = 5
/** A relay that does not answer within a second is taken to have no sessions. */
const oldestViewMs = 2_000

/** A child excuses a silence only while it lives: `go mod tidy` comes and goes in a moment. */
const isWorthASecondLook: ReadonlySet<Verdict> = new Set([
  'healthy',
  'busy',
  'waiting-on-child',
  'suspect',
  'hung',
])

/** Asks every relay how its sessions stand, and judges each of them. */
export class SessionRounds implements LookedSessions {
  readonly #deps: SessionRoundsDependencies
  readonly #healer: SessionHealer

  constructor(deps: SessionRoundsDependencies) {
    this.#deps = deps
    this.#healer = new SessionHealer(deps)
  }

  get dueInMs(): number | undefined {
    const dues = this.#deps.book.all.flatMap(session => this.#dueInMs(session) ?? [])
    return dues.length === 0 ? undefined : Math.min(...dues)
  }

  async look(rows: readonly ProcessRow[], observer: ObserverState): Promise<void> {
    const relays = new Set(this.#deps.book.all.map(({ relay }) => relay))
    await Promise.all([...relays].map(relay => this.#lookThrough(relay, rows, observer)))
  }

  async #lookThrough(relay: RelaySide, rows: readonly ProcessRow[], observer: ObserverState): Promise<void> {
    const views = await this.#ask(relay)
    for (const session of this.#deps.book.ofRelay(relay)) {
      const view = views.find(each => each.session === session.id)
      session.view = view ?? session.view
      session.isHeard = view !== undefined
      this.#judge(session, view, rows, observer)
    }
  }

  /** How its sessions stand; nothing where the answer is older than an answer can be: then we were not there. */
  async #ask(relay: RelaySide): Promise<readonly SessionView[]> {
    const { clock } = this.#deps
    const beganMs = clock.monotonicMs()
    const views = await relay.views().catch(() => [])
    return clock.monotonicMs() - beganMs > oldestViewMs ? [] : views
  }

  /** `view` is undefined when the relay, who sees for us, did not answer. */
  #judge(
    session: Session,
    view: SessionView | undefined,
    rows: readonly ProcessRow[],
    observer: ObserverState,
  ): void {
    const instance = session.slot === null ? undefined : this.#deps.pool.get(session.slot)
    const last = session.examination?.evidence.last
    const conversation = view?.conversation ?? last?.conversation
    const current = session.view?.current
    const isThere =
      instance?.address?.generation === current?.generation && instance?.id === current?.instance
    if (!instance?.address || !isThere || !conversation) {
      session.examination = undefined
      return
    }
    const group = rows.filter(({ groupId }) => groupId === instance.groupId)
    this.#add(session, instance, group, {
      atMs: this.#deps.clock.monotonicMs(),
      observer: view ? observer : 'stalled',
      process: viewProcess(group, instance.groupId ?? 0),
      conversation,
    })
  }

  #add(session: Session, instance: Instance, rows: readonly ProcessRow[], observation: Observation): void {
    const { inside } = instance
    if (!inside) return
    const examination = session.examination ?? this.#examine(session, instance, inside)
    session.examination = examination
    examination.add(observation)
    if (session.examination === examination) void examination.lookCloser(rows)
  }

  #examine(session: Session, instance: Instance, inside: SharedLook): Examination {
    const { address } = instance
    const { emit, clock, settings } = this.#deps
    const of = { instance: instance.id, generation: address?.generation ?? 0 }
    const examination: Examination = new Examination({
      of: 'session',
      inside,
      settings,
      nowMs: () => clock.monotonicMs(),
      stderrTail: () => instance.stderrTail(),
      onExamined: (_stacks, facts) => emit('instance.examined', { session: session.id, ...facts }, of),
      onJudged: (judgement, before) => {
        // What comes in late is of a connection that is no more.
        if (session.examination === examination) this.#conclude(session, instance, judgement, before)
      },
    })
    return examination
  }

  #conclude(session: Session, instance: Instance, judgement: Judgement, before: Judgement): void {
    const { verdict, reason, suppressed } = judgement
    const of = { instance: instance.id, generation: instance.address?.generation ?? 0 }
    if (suppressed !== null) this.#deps.emit('verdict.suppressed', { reason: suppressed }, of)
    if (verdict !== before.verdict)
      this.#deps.emit('session.verdict', { session: session.id, verdict, before: before.verdict, reason }, of)
    this.#healer.heal(session, instance, judgement)
  }

  #dueInMs({ examination }: Session): number | undefined {
    const { last, unansweredLooks } = examination?.evidence ?? {}
    const { pending } = last?.conversation ?? {}
    const limitMs = examination?.limitMs
    if (!last || !pending || limitMs === undefined || !unansweredLooks) return undefined
    const { verdict } = examination?.judgement ?? {}
    if (verdict === undefined || !isWorthASecondLook.has(verdict)) return undefined
    const { hang } = this.#deps.settings()
    const stepMs = Math.max(shortestStepMs, hang.floorMs / looksUntilOverdue)
    // Every request is young once.
    if (verdict === 'healthy' && pending.ageMs < stepMs) return undefined
    const untilOverdueMs = limitMs - pending.ageMs - (this.#deps.clock.monotonicMs() - last.atMs)
    return untilOverdueMs > 0 ? Math.min(stepMs, untilOverdueMs + safetyMs) : stepMs
  }
}
