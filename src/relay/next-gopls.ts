import type { Duplex } from 'node:stream'
import type { StayReason } from '../control/supervision.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import { answerForEditor } from '../lsp/answer-for-editor.js'
import { type MessageSummary, type RequestId, replaceId } from '../lsp/message.js'
import { parseMessage } from '../lsp/parse-message.js'
import { readRegistrations, readUnregistrations } from '../lsp/read-params.js'
import { findChangedCapabilities, replayId, replayInitialize } from '../lsp/replay-initialize.js'
import { encodeSession } from '../lsp/replay-plan.js'
import type { Exchange } from './exchange.js'
import { GoplsConnection } from './gopls-connection.js'
import { HeardBeside } from './heard-beside.js'
import type { Lease } from './lease-search.js'
import { LoadWatch } from './load-watch.js'
import type { IncomingMessage } from './message-pipe.js'
import type { SessionLimits } from './session-limits.js'

export interface NextGoplsOptions {
  readonly exchange: Exchange
  readonly stream: Duplex
  readonly lease: Lease
  readonly limits: SessionLimits
  readonly nowMs: () => number
  /** It may have become ready. */
  readonly onProgress: () => void
  /** It will never be. Called once, if at all. */
  readonly onFailed: (why: StayReason) => void
}

/**
 * A gopls that is loaded beside the one that serves the editor. It hears what the editor tells, asks the editor for
 * nothing but its configuration, and is not heard until it takes over.
 */
export class NextGopls {
  readonly connection: GoplsConnection
  readonly heard = new HeardBeside()
  readonly sinceMs: number
  readonly #options: NextGoplsOptions
  readonly #timer = new DeadlineTimer(() => this.#look())
  /** What it has asked of the editor: its own id by that which the editor knows. */
  readonly #asked = new Map<RequestId, RequestId>()
  #load: LoadWatch | undefined
  #changedCapabilities: readonly string[] = []
  /** When it had loaded for the first time: what the editor changes may have it load again. */
  #loadedAtMs: number | undefined
  /** When it had nothing more to say about that, for now. */
  #restedAtMs: number | undefined
  #isOver = false

  constructor(options: NextGoplsOptions) {
    const { exchange, stream, lease, nowMs } = options
    const { instance, generation } = lease
    this.#options = options
    this.sinceMs = nowMs()
    this.connection = new GoplsConnection(
      stream,
      { instance, generation },
      {
        message: message => this.#hear(message),
        lost: () => this.#fail('successor-failed'),
        settled: () => this.#checkQueue(),
      },
    )
    const first = replayInitialize(exchange.journal.toldToGopls, replayId)
    if (first) this.connection.send(first.body)
    this.#look()
  }

  /** Since it answered `initialize`; undefined before. */
  get load(): LoadWatch | undefined {
    return this.#load
  }

  get changedCapabilities(): readonly string[] {
    return this.#changedCapabilities
  }

  /** Whether it knows all that the one before knows, and waits for no answer of the editor. */
  get isReady(): boolean {
    return this.#restedAtMs !== undefined && this.#asked.size === 0 && !this.#load?.isLoading
  }

  /** Takes in a message of the editor that the journal has. */
  overhear({ frame, summary }: IncomingMessage): void {
    if (this.#isOver) return
    if (summary.kind === 'notification') {
      // Before its first answer all goes into the replay.
      if (this.#load && !ofOtherConnection.has(summary.method)) this.connection.forward(frame)
    } else if (summary.kind === 'response' || summary.kind === 'error') {
      const { id, idSpan } = summary
      const asked = id === null ? undefined : this.#asked.get(id)
      if (id === null || asked === undefined) return
      this.#asked.delete(id)
      this.connection.send(replaceId(frame.body, idSpan, asked))
    }
    this.#checkQueue()
  }

  /** Its connection is another's to look after from now on, or is to be left. */
  letGo(): GoplsConnection {
    this.#isOver = true
    this.#timer.arm(undefined)
    return this.connection
  }

  #hear({ frame, summary }: IncomingMessage): void {
    if (this.#isOver) return
    switch (summary.kind) {
      case 'request':
        this.#answer(frame.body, summary)
        break
      case 'notification':
        this.#note(frame.body, summary.method)
        break
      case 'response':
        if (summary.id === replayId) this.#open(frame.body)
        break
      case 'error':
      case 'not-a-message':
        this.#fail('successor-failed')
        break
      default:
        summary satisfies never
    }
  }

  #open(answer: Buffer): void {
    const { journal } = this.#options.exchange
    const { initialize } = journal.toldToGopls
    const result = parseMessage(answer)?.['result']
    this.#changedCapabilities = findChangedCapabilities(initialize?.answer?.result, result)
    for (const body of encodeSession(journal.toldToGopls)) this.connection.send(body)
    this.#load = new LoadWatch(this.#options.limits, this.#options.nowMs())
    this.#look()
  }

  #answer(body: Buffer, { id, idSpan, method }: MessageSummary & { readonly kind: 'request' }): void {
    const params = parseMessage(body)?.['params']
    if (method === 'workspace/configuration') {
      const { exchange } = this.#options
      const editorId = exchange.ids.forEditor()
      this.#asked.set(editorId, id)
      exchange.tellEditor(replaceId(body, idSpan, editorId))
      return
    }
    if (method === 'client/registerCapability') this.heard.register(readRegistrations(params) ?? [])
    if (method === 'client/unregisterCapability') this.heard.unregister(readUnregistrations(params) ?? [])
    if (method === 'window/workDoneProgress/create') this.heard.createProgress(params)
    this.connection.send(answerForEditor({ id, method, params }))
  }

  #note(body: Buffer, method: string): void {
    if (!heeded.has(method)) return
    const params = parseMessage(body)?.['params']
    this.heard.note(method, params, body)
    this.#load?.note(method, params, this.#options.nowMs())
    if (this.heard.isOverfull) this.#fail('overfull')
    // Diagnostics only put it off: that is seen when the timer is due.
    else if (method !== 'textDocument/publishDiagnostics') this.#look()
  }

  #look(): void {
    const { limits, nowMs, onProgress } = this.#options
    const now = nowMs()
    const remainingMs = this.#remainingMs(now)
    if (remainingMs === 0) this.#restedAtMs ??= now
    const { atMs, missed } = this.#deadline()
    const leftMs = atMs - now
    if (leftMs <= 0) {
      this.#fail(missed)
      return
    }
    this.#timer.arm(Math.min(leftMs, remainingMs || limits.switchMs))
    if (remainingMs === 0) onProgress()
  }

  /** How long it will load at the least. Whoever types for ever has diagnostics for ever: those are not waited for. */
  #remainingMs(now: number): number {
    if (!this.#load) return Infinity
    this.#loadedAtMs ??= this.#load.loadedAtMs
    if (this.#load.isLoading) return Infinity
    const settledAtMs = (this.#loadedAtMs ?? Infinity) + this.#options.limits.settleMs
    return Math.min(this.#load.remainingMs(now), Math.max(0, settledAtMs - now))
  }

  #deadline(): { readonly atMs: number; readonly missed: StayReason } {
    const { openingMs, moveMs, switchMs } = this.#options.limits
    if (this.#restedAtMs !== undefined) return { atMs: this.#restedAtMs + switchMs, missed: 'never-idle' }
    if (this.#load) return { atMs: this.sinceMs + moveMs, missed: 'too-slow' }
    return { atMs: this.sinceMs + openingMs, missed: 'successor-failed' }
  }

  #checkQueue(): void {
    if (this.connection.isOverfull) this.#fail('overfull')
  }

  #fail(why: StayReason): void {
    if (this.#isOver) return
    this.letGo()
    this.#options.onFailed(why)
  }
}

/** They speak of requests and progress of the connection that serves the editor. */
const ofOtherConnection: ReadonlySet<string> = new Set([
  '$/cancelRequest',
  '$/progress',
  'exit',
  'window/workDoneProgress/cancel',
])

/** The rest of what it says to the editor is nobody's business. */
const heeded: ReadonlySet<string> = new Set([
  '$/progress',
  'textDocument/publishDiagnostics',
  'window/showMessage',
])
