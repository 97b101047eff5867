import type { Settings } from '../config/settings.js'
import type { ChildView } from '../core/evidence.js'
import type { Judgement } from '../core/judge.js'
import { cureSession } from '../core/session-cure.js'
import type { Clock } from '../host/clock.js'
import type { EventLog } from './event-log.js'
import type { Instance } from './instance.js'
import type { Session } from './session.js'

export interface SessionHealerDependencies {
  readonly settings: () => Settings
  readonly clock: Clock
  readonly emit: EventLog['emit']
}

/** Carries out what core decides for a session that was judged. */
export class SessionHealer {
  readonly #deps: SessionHealerDependencies

  constructor(deps: SessionHealerDependencies) {
    this.#deps = deps
  }

  heal(session: Session, instance: Instance, judgement: Judgement): void {
    // While the instance itself is in question, that is the trouble, and its cure is another.
    if (judgement.verdict === 'hung' && !instance.isWell) return
    const { restart, dryRun } = this.#deps.settings()
    const nowMs = this.#deps.clock.monotonicMs()
    const { state, action } = cureSession(session.cure, judgement, nowMs, {
      windowMs: restart.windowMs,
      dryRun,
    })
    session.cure = state
    switch (action.kind) {
      case 'none':
        return
      case 'would-reconnect':
        this.#emit('session.would-reconnect', session, instance, { reason: judgement.reason })
        return
      case 'reconnect':
        this.#reconnect(session, instance, judgement)
        return
      case 'replace':
        this.#replace(session, instance, judgement, action.cause)
        return
      case 'tell':
        this.#tellOfChild(session, instance)
        return
      default:
        action satisfies never
    }
  }

  #reconnect(session: Session, instance: Instance, { reason }: Judgement): void {
    const unansweredMs = oldestAgeMs(session)
    this.#emit('session.reconnected', session, instance, { reason, unansweredMs })
    session.examination = undefined
    session.relay.order({ kind: 'reconnect', session: session.id, reason })
  }

  #replace(session: Session, instance: Instance, { reason }: Judgement, cause: 'hang' | 'cpu'): void {
    const generation = instance.address?.generation
    if (generation === undefined) return
    instance.replace(generation, cause, {
      because: `a session of ${session.editor.name}: ${reason}`,
      hasStacks: session.examination?.hasStacks ?? false,
      unansweredMs: oldestAgeMs(session),
    })
  }

  #tellOfChild(session: Session, instance: Instance): void {
    const { last, childrenSinceMs } = session.examination?.evidence ?? {}
    const child = last?.process.children[0]
    if (!last || !child) return
    const ageMs = last.atMs - (childrenSinceMs ?? last.atMs)
    this.#emit('session.waiting-on-child', session, instance, { ...child, ageMs })
    session.relay.order({
      kind: 'say',
      session: session.id,
      severity: 'warning',
      message: describeChild(child, ageMs),
    })
  }

  #emit(
    kind: 'session.reconnected' | 'session.would-reconnect' | 'session.waiting-on-child',
    session: Session,
    instance: Instance,
    data: Readonly<Record<string, unknown>>,
  ): void {
    const generation = instance.address?.generation ?? 0
    this.#deps.emit(kind, { session: session.id, ...data }, { instance: instance.id, generation })
  }
}

function oldestAgeMs({ examination }: Session): number | undefined {
  return examination?.evidence.last?.conversation.pending?.ageMs
}

function describeChild({ pid, command }: ChildView, ageMs: number): string {
  const minutes = Math.round(ageMs / 60_000)
  return `gopls has been waiting for ${minutes} minutes for its child process ${pid} (${command}). It goes on when that ends; another gopls would wait in the same way.`
}
