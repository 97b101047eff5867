import type { InstanceRef, StayReason } from '../control/supervision.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import type { RequestId } from '../lsp/message.js'
import { parseMessage } from '../lsp/parse-message.js'
import { findChangedCapabilities, replayId, replayInitialize } from '../lsp/replay-initialize.js'
import { planReplay, type ReplayPlan } from '../lsp/replay-plan.js'
import type { Exchange } from './exchange.js'
import type { Reach } from './from-editor.js'
import { type ConnectionEvents, GoplsConnection, type OpenConnection } from './gopls-connection.js'
import type { Lease, LeaseSearch, Lost, Refusal } from './lease-search.js'
import type { IncomingMessage } from './message-pipe.js'
import { type Move, Moving } from './moving.js'
import type { NextGopls } from './next-gopls.js'
import type { SessionLimits } from './session-limits.js'
import { takeOver } from './take-over.js'

export interface GoplsSideEvents {
  readonly hear: (message: IncomingMessage) => void
  /** And told the first things. */
  readonly connected: (instance: InstanceRef) => void
  readonly replayed: (replay: Replay) => void
  readonly moved: (move: Move) => void
  readonly stayed: (to: InstanceRef, why: StayReason) => void
  readonly lost: (why: NonNullable<Lost>) => void
  /** There is none for now. `isNew`: nor was it said since there last was one. */
  readonly refused: (refusal: Refusal, isNew: boolean) => void
}

export interface Replay {
  readonly plan: ReplayPlan
  /** From the loss of the connection before. */
  readonly tookMs: number
  /** Names of capabilities in which this gopls differs from what the editor was told. */
  readonly changedCapabilities: readonly string[]
}

/** One gopls after another: leased, connected, told all that its predecessor knew. */
export class GoplsSide {
  readonly #exchange: Exchange
  readonly #leases: LeaseSearch
  readonly #open: OpenConnection
  readonly #limits: SessionLimits
  readonly #nowMs: () => number
  readonly #events: GoplsSideEvents
  readonly #openingTimer = new DeadlineTimer(() => this.#exchange.gopls?.dismiss('garbage'))
  readonly #leaving = new Set<Promise<void>>()
  readonly #moving: Moving
  #search: AbortController | undefined
  #isOpen = false
  #refusal: string | undefined
  #lostAtMs = 0
  #openingSinceMs: number | undefined

  constructor(options: {
    readonly exchange: Exchange
    readonly leases: LeaseSearch
    readonly open: OpenConnection
    readonly limits: SessionLimits
    readonly nowMs: () => number
    readonly events: GoplsSideEvents
  }) {
    this.#exchange = options.exchange
    this.#leases = options.leases
    this.#open = options.open
    this.#limits = options.limits
    this.#nowMs = options.nowMs
    this.#events = options.events
    this.#moving = new Moving({
      ...options,
      onReady: next => this.#takeOver(next),
      onStaying: options.events.stayed,
      onLeaving: left => this.#keepLeaving(left),
    })
  }

  get reach(): Reach {
    if (this.#isOpen) return { kind: 'open' }
    return this.#refusal === undefined ? { kind: 'soon' } : { kind: 'none', message: this.#refusal }
  }

  /** Since when a replayed `initialize` is unanswered. */
  get openingSinceMs(): number | undefined {
    return this.#openingSinceMs
  }

  /** Looks for a gopls; `lost` says what became of the last one. */
  seek(lost: Lost): void {
    this.#search?.abort()
    const search = new AbortController()
    this.#search = search
    void this.#leases
      .find(lost, refusal => this.#refuse(refusal), search.signal)
      .then(lease => {
        if (lease && !search.signal.aborted) this.#connect(lease)
      })
  }

  /** The gopls of now has answered `initialize`. */
  confirm(): void {
    this.#refusal = undefined
    this.#leases.succeeded()
  }

  /** Leaves this connection for a fresh one. */
  reconnect(): void {
    if (this.#leave()) this.#lose('ordered')
  }

  /** Loads this gopls beside the one of now, and goes on there between two requests; stays where that cannot be. */
  move(lease: Lease): void {
    if (this.#isOpen) this.#moving.begin(lease)
  }

  /** A message of the editor was dealt with. */
  overhear(message: IncomingMessage): void {
    this.#moving.overhear(message)
  }

  /** Neither has nor seeks a gopls any more, until it is told to seek. */
  stop(): void {
    this.#search?.abort()
    this.#refusal = undefined
    if (this.#leave()) this.#disconnect()
  }

  async close(): Promise<void> {
    this.stop()
    await Promise.all(this.#leaving)
  }

  #refuse(refusal: Refusal): void {
    const isNew = this.#refusal === undefined
    this.#refusal = refusal.message
    this.#events.refused(refusal, isNew)
  }

  #connect(lease: Lease): void {
    const { instance, generation } = lease
    const connection = new GoplsConnection(
      this.#open(lease),
      { instance, generation },
      this.#connectionEvents(),
    )
    this.#exchange.connect(connection)
    this.#begin(connection)
    this.#events.connected(connection.instance)
  }

  #begin(connection: GoplsConnection): void {
    const first = replayInitialize(this.#exchange.journal.toldToGopls, replayId)
    if (!first) return
    connection.send(first.body)
    if (first.answer === 'forward') this.#carryOut(planReplay(this.#exchange.journal), [first.id])
    else {
      this.#openingSinceMs = this.#nowMs()
      this.#openingTimer.arm(this.#limits.openingMs)
    }
  }

  #connectionEvents(): ConnectionEvents {
    return {
      message: message => this.#hear(message),
      lost: why => this.#lose(why),
      settled: () => this.#exchange.regulate(),
    }
  }

  #hear(message: IncomingMessage): void {
    const { summary, frame } = message
    const isAnswer = summary.kind === 'response' || summary.kind === 'error'
    if (!isAnswer || summary.id !== replayId) {
      this.#events.hear(message)
      this.#moving.consider()
    } else if (summary.kind === 'error') this.#exchange.gopls?.dismiss('garbage')
    else this.#replay(frame.body)
  }

  #replay(answer: Buffer): void {
    const { journal } = this.#exchange
    this.#endOpening()
    this.confirm()
    const plan = planReplay(journal)
    this.#carryOut(plan, [])
    this.#events.replayed({
      plan,
      tookMs: this.#nowMs() - this.#lostAtMs,
      changedCapabilities: findChangedCapabilities(
        journal.toldToGopls.initialize?.answer?.result,
        parseMessage(answer)?.['result'],
      ),
    })
  }

  #carryOut(plan: ReplayPlan, alreadySent: readonly RequestId[]): void {
    for (const body of plan.toGopls) this.#exchange.gopls?.send(body)
    for (const body of plan.toEditor) this.#exchange.sayToEditor(body)
    this.#exchange.journal.connectionOpened([...alreadySent, ...plan.sentIds], this.#nowMs())
    this.#isOpen = true
  }

  #takeOver(next: NextGopls): void {
    this.#leave()
    takeOver(this.#exchange, next, this.#nowMs())
    const { connection, sinceMs, load, changedCapabilities } = next
    connection.handOver(this.#connectionEvents())
    this.#events.connected(connection.instance)
    const besideMs = this.#nowMs() - sinceMs
    this.#events.moved({ to: connection.instance, besideMs, load, changedCapabilities })
  }

  #lose(why: NonNullable<Lost>): void {
    this.#disconnect()
    this.#events.lost(why)
  }

  #disconnect(): void {
    this.#moving.drop()
    this.#isOpen = false
    this.#lostAtMs = this.#nowMs()
    this.#endOpening()
    this.#exchange.disconnect()
  }

  #endOpening(): void {
    this.#openingSinceMs = undefined
    this.#openingTimer.arm(undefined)
  }

  /** In the background. False when there is no connection to leave. */
  #leave(): boolean {
    const left = this.#exchange.gopls?.leave(this.#limits.shutdownMs)
    if (left) this.#keepLeaving(left)
    return left !== undefined
  }

  #keepLeaving(left: Promise<void>): void {
    this.#leaving.add(left)
    void left.then(() => this.#leaving.delete(left))
  }
}
