import type {
  InstanceRef,
  LeaseRequest,
  SessionOrder,
  SessionTraffic,
  SessionView,
} from '../control/supervision.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import { answerForEditor } from '../lsp/answer-for-editor.js'
import type { PendingRequest } from '../lsp/pending-requests.js'
import { answerPending, refuseInitialize, refusePending } from './answer-instead.js'
import { describeDifferences, encodeShownMessage } from './editor-messages.js'
import { Exchange } from './exchange.js'
import { FromEditor } from './from-editor.js'
import { FromGopls } from './from-gopls.js'
import { GoplsSide, type Replay } from './gopls-side.js'
import { LeaseSearch, type Lost, type Refusal } from './lease-search.js'
import { type IncomingMessage, MessagePipe, type Streams } from './message-pipe.js'
import type { Move } from './moving.js'
import { OverdueWatch } from './overdue-watch.js'
import { refuseBytes, refuseUninitialized } from './refusals.js'
import type { Outcome } from './request-notes.js'
import { SessionAccount } from './session-account.js'
import type { SessionOptions } from './session-options.js'
import { SessionReport } from './session-report.js'
import { Shutdown } from './shutdown.js'
import { TraceWriter } from './trace-writer.js'
import { UnlearningWatch } from './unlearning-watch.js'

/** One editor's session: it lasts as long as the editor wants, whatever becomes of the gopls behind it. */
export class EditorSession {
  /** The exit code that LSP wants of a server whose session ended so. */
  readonly ended: Promise<number>
  readonly #options: SessionOptions
  readonly #editor: MessagePipe
  readonly #exchange: Exchange
  readonly #fromEditor: FromEditor
  readonly #fromGopls: FromGopls
  readonly #gopls: GoplsSide
  readonly #report: SessionReport
  readonly #account: SessionAccount
  readonly #trace: TraceWriter | undefined
  readonly #overdue: OverdueWatch
  readonly #unlearning: UnlearningWatch
  readonly #shutdown: Shutdown
  readonly #initializeTimer = new DeadlineTimer(() => refuseInitialize(this.#exchange, this.#gopls.reach))
  #isEnding = false
  #resolveEnded: (exitCode: number) => void = () => undefined

  constructor(streams: Streams, options: SessionOptions) {
    const { session, supervision, goplsArgs, environment, clock, limits, trace } = options
    const nowMs = (): number => clock.monotonicMs()
    this.#options = options
    this.ended = new Promise(resolve => {
      this.#resolveEnded = resolve
    })
    this.#trace = trace && new TraceWriter(trace, clock)
    this.#report = new SessionReport({ session, supervision, nowMs, gatherMs: limits.gatherMs })
    this.#editor = new MessagePipe(streams, {
      message: message => this.#hearEditor(message),
      garbage: error => this.#refuseEditor(refuseBytes(error)),
      closed: () => this.#end(0),
      settled: () => this.#exchange.regulate(),
    })
    this.#exchange = new Exchange(this.#editor, clock, this.#trace, (request, outcome) =>
      this.#noteAnswer(request, outcome),
    )
    this.#account = new SessionAccount({
      asker: { session, goplsArgs, environment },
      exchange: this.#exchange,
      openingSinceMs: () => this.#gopls.openingSinceMs,
      usualMs: method => this.#report.usualMs(method),
      nowMs,
    })
    this.#gopls = new GoplsSide({
      exchange: this.#exchange,
      leases: new LeaseSearch(supervision, () => this.#account.need(), limits),
      open: options.openConnection,
      limits,
      nowMs,
      events: {
        hear: message => this.#hearGopls(message),
        connected: instance => {
          this.#report.connected(instance)
          this.#overdue.update()
        },
        replayed: replay => this.#noteReplay(replay),
        moved: move => this.#noteMove(move),
        stayed: (to, why) => this.#report.stayed(to, why),
        lost: why => this.#goOn(why),
        refused: (refusal, isNew) => this.#tellOfOutage(refusal, isNew),
      },
    })
    this.#shutdown = new Shutdown(this.#exchange, limits.shutdownMs, () => this.#gopls.stop())
    this.#fromEditor = new FromEditor(this.#exchange, {
      reach: () => this.#gopls.reach,
      initializeAsked: () => {
        this.#initializeTimer.arm(limits.initializeMs)
        this.#gopls.seek(null)
      },
      shutDown: awaited => this.#shutdown.begin(awaited),
      exitAsked: () => this.#end(this.#fromEditor.isShutDown ? 0 : 1),
      garbage: answer => this.#refuseEditor(answer),
    })
    this.#unlearning = new UnlearningWatch(this.#exchange, limits, nowMs)
    this.#fromGopls = new FromGopls(this.#exchange, {
      told: (method, params) => {
        // gopls complains of its own shutdown.
        if (this.#fromEditor.isShutDown) return
        this.#report.told(method, params)
        this.#unlearning.note(method, params)
      },
      garbage: () => this.#exchange.gopls?.dismiss('garbage'),
    })
    this.#overdue = new OverdueWatch({
      journal: this.#exchange.journal,
      openingSinceMs: () => this.#gopls.openingSinceMs,
      terms: () => supervision.terms,
      nowMs,
      onDoubt: () => supervision.raiseDoubt(session),
      onSilentEditor: (request, ageMs) => this.#answerForEditor(request, ageMs),
    })
  }

  view(): SessionView {
    return this.#account.view()
  }

  traffic(): SessionTraffic {
    return this.#account.traffic()
  }

  registration(): LeaseRequest | undefined {
    return this.#account.registration()
  }

  /** Where it is already, it stays. */
  moveTo({ instance, generation }: InstanceRef): void {
    const { current } = this.#account
    if (current?.instance !== instance || current.generation !== generation) this.#gopls.reconnect()
  }

  order(order: SessionOrder): void {
    switch (order.kind) {
      case 'reconnect':
        this.#gopls.reconnect()
        break
      case 'move':
        if (!this.#fromEditor.isShutDown) this.#gopls.move({ ok: true, ...order.to })
        break
      case 'say':
        this.#say(order.severity, order.message)
        break
      default:
        order satisfies never
    }
  }

  /** As if the editor were gone. */
  async close(): Promise<void> {
    this.#end(0)
    await this.ended
  }

  #hearEditor(message: IncomingMessage): void {
    if (this.#isEnding) return
    this.#account.used()
    this.#trace?.write('editor', message.summary, message.frame.body)
    this.#fromEditor.take(message)
    this.#gopls.overhear(message)
    this.#overdue.update()
  }

  #hearGopls(message: IncomingMessage): void {
    this.#fromGopls.take(message)
    this.#overdue.update()
  }

  #noteAnswer(request: PendingRequest, outcome: Outcome): void {
    this.#report.answered(request, outcome)
    if (request.method !== 'initialize') return
    const { initialize } = this.#exchange.journal.toldToGopls
    if (initialize && initialize.id !== request.id) return
    this.#initializeTimer.arm(undefined)
    if (initialize) this.#gopls.confirm()
    else this.#beginAnew()
  }

  /** A gopls that refused `initialize` would refuse a second one too. */
  #beginAnew(): void {
    this.#gopls.stop()
    answerPending(this.#exchange, ({ id }) => refuseUninitialized(id))
  }

  #noteReplay({ plan, tookMs, changedCapabilities }: Replay): void {
    this.#report.replayed(plan, tookMs)
    for (const body of describeDifferences({ ...plan, changedCapabilities })) this.#exchange.tellEditor(body)
    this.#unlearning.begin()
    this.#overdue.update()
  }

  #noteMove(move: Move): void {
    this.#report.moved(move.to, move.besideMs)
    for (const body of describeDifferences(move)) this.#exchange.tellEditor(body)
    this.#unlearning.begin(move.load)
    this.#overdue.update()
  }

  #goOn(why: NonNullable<Lost>): void {
    this.#unlearning.close()
    this.#overdue.close()
    if (!this.#fromEditor.isShutDown) this.#gopls.seek(why)
    else this.#shutdown.begin(undefined)
  }

  #tellOfOutage({ reason, message }: Refusal, isNew: boolean): void {
    refusePending(this.#exchange, message)
    // A gopls that is missing may be installed meanwhile; an open breaker, or a person's stop, outlasts the wait.
    if (reason !== 'missing') refuseInitialize(this.#exchange, this.#gopls.reach)
    if (isNew) this.#say('error', message)
  }

  #answerForEditor(request: PendingRequest, ageMs: number): void {
    this.#exchange.sayToGopls(answerForEditor(request))
    this.#exchange.ids.forget(request.id)
    this.#report.answeredForEditor(request, ageMs)
  }

  /** A session that has not begun shows no messages. */
  #say(severity: 'error' | 'warning', message: string): void {
    if (this.#exchange.journal.toldToGopls.initialize?.answer)
      this.#exchange.tellEditor(encodeShownMessage(severity, message))
  }

  #refuseEditor(answer: Buffer): void {
    if (this.#isEnding) return
    this.#exchange.tellEditor(answer)
    this.#end(1)
  }

  #end(exitCode: number): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#initializeTimer.arm(undefined)
    this.#shutdown.close()
    this.#overdue.close()
    this.#unlearning.close()
    const { shutdownMs } = this.#options.limits
    // The last words, as far as the editor takes them in time.
    void Promise.all([this.#gopls.close(), this.#editor.finish(shutdownMs)]).then(() => {
      this.#report.release()
      this.#resolveEnded(exitCode)
    })
  }
}
