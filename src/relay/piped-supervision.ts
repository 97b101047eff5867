import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { givenUp } from '../control/connect-daemon.js'
import type {
  InstanceRef,
  LeaseAnswer,
  LeaseRequest,
  SessionTerms,
  Supervision,
} from '../control/supervision.js'
import { backoffDelayMs, type RestartPolicy } from '../core/restart-policy.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import { ChildStream } from './child-stream.js'

export interface PipedSupervisionOptions {
  readonly goplsPath: string
  readonly terms: SessionTerms
  readonly restart: RestartPolicy
  readonly nowMs: () => number
}

/** A gopls that ends at the end of its input has this long before it is killed. */
const endGraceMs = 1_500

/**
 * For a relay that may not connect to sockets (a sandboxed editor): a gopls of its own at the end of two pipes, as
 * editors start it. A death is survived by a new one and a replay; nobody looks at it from outside, so a hang is not.
 */
export class PipedSupervision implements Supervision {
  readonly terms: SessionTerms
  readonly closed = new Promise<void>(() => undefined)
  readonly #options: PipedSupervisionOptions
  readonly #plans = new Map<number, Pick<LeaseRequest, 'goplsArgs' | 'environment'>>()
  /** Of each gopls that runs, or is to end. */
  readonly #ends = new Set<Promise<void>>()
  #generation = 0
  #streak = 0

  constructor(options: PipedSupervisionOptions) {
    this.#options = options
    this.terms = options.terms
  }

  async lease(request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> {
    const { restart } = this.#options
    const isOpen = this.#streak >= restart.maxFailures
    if (isOpen && !request.patient)
      return { ok: false, reason: 'failed', message: explainFailure(this.#streak) }
    const waitMs = isOpen ? restart.cooldownMs : backoffDelayMs(this.#streak, restart, Math.random())
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return givenUp
    this.#generation += 1
    this.#plans.set(this.#generation, request)
    return { ok: true, instance, generation: this.#generation, socketPath: '' }
  }

  /** Starts the gopls of a lease; the stream's end is its end, and the other way round. */
  open({ generation }: InstanceRef): Duplex {
    const { goplsPath, nowMs, restart } = this.#options
    const { goplsArgs = [], environment = {} } = this.#plans.get(generation) ?? {}
    this.#plans.delete(generation)
    const startedAtMs = nowMs()
    const child = spawn(goplsPath, [...goplsArgs], {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const stream = new ChildStream(child)
    stream.once('close', () => {
      this.#streak = nowMs() - startedAtMs >= restart.windowMs ? 0 : this.#streak + 1
    })
    const end = untilEnd(child, stream)
    this.#ends.add(end)
    void end.then(() => this.#ends.delete(end))
    return stream
  }

  raiseDoubt(): void {
    // Nobody could look any closer.
  }

  note(): void {
    // Nobody keeps a record.
  }

  release(): void {
    // The session closes its stream, and so ends its gopls.
  }

  /** Once every session has closed its stream: when no gopls is left. */
  async close(): Promise<void> {
    await Promise.all(this.#ends)
  }
}

/** The end of its input ends a gopls, or else we do. Resolves when it is gone, or was never there. */
function untilEnd(child: ChildProcess, stream: Duplex): Promise<void> {
  return new Promise(resolve => {
    const kill = new DeadlineTimer(() => child.kill('SIGKILL'))
    const isGone = (): void => {
      stream.off('close', letEnd)
      kill.arm(undefined)
      resolve()
    }
    const letEnd = (): void => kill.arm(endGraceMs)
    stream.once('close', letEnd)
    child.once('exit', isGone)
    child.once('error', isGone)
  })
}

const instance = 'piped'

function explainFailure(streak: number): string {
  return `gopls ended ${streak} times in a row soon after its start. Run \`gopls -v version\` in a terminal to see whether it works at all.`
}
