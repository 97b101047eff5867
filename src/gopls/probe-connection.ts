import { connect, type Socket } from 'node:net'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import { errorCode } from '../host/system-error.js'
import { within } from '../host/within.js'
import { connectMessages } from './message-connection.js'

export const probeFailures = [
  'timeout',
  'closed',
  'garbage',
  'not-understood',
  /** Our own timer came late: the silence may be ours, not gopls's. */
  'observer-stalled',
] as const
export type ProbeFailure = (typeof probeFailures)[number]

export type ProbeAnswer =
  | { readonly ok: true; readonly clients: number; readonly tookMs: number }
  | { readonly ok: false; readonly reason: ProbeFailure; readonly tookMs: number }

export type ConnectResult =
  | { readonly ok: true; readonly connection: ProbeConnection }
  /** `own-fault`: the error is ours (no file descriptors, no memory) and says nothing about gopls. */
  | { readonly ok: false; readonly reason: 'nobody-listens' | 'timeout' | 'own-fault' }

/** More than any answer to `gopls/sessions` with hundreds of clients. */
const maxAnswerBytes = 1024 * 1024
const maxTimerLagMs = 500
const connectFailures: Readonly<Record<string, 'own-fault' | 'timeout'>> = {
  EMFILE: 'own-fault',
  ENFILE: 'own-fault',
  ENOMEM: 'own-fault',
  ENOBUFS: 'own-fault',
  EACCES: 'own-fault',
  EPERM: 'own-fault',
  // Somebody listens there, but takes nobody up: the queue is full.
  EAGAIN: 'timeout',
}

/** True for an error that is ours (no file descriptors, no memory) and says nothing about gopls. */
export function isOwnFault(error: NodeJS.ErrnoException | undefined): boolean {
  return connectFailures[error?.code ?? ''] === 'own-fault'
}

/** Connects to a listening gopls. The connection stays uninitialised: it is for looking, not for editing. */
export function connectProbe(socketPath: string, timeoutMs: number): Promise<ConnectResult> {
  return new Promise(resolve => {
    const socket = connect(socketPath)
    const giveUp = setTimeout(() => {
      socket.destroy()
      resolve({ ok: false, reason: 'timeout' })
    }, timeoutMs)
    socket.once('error', error => {
      clearTimeout(giveUp)
      resolve({ ok: false, reason: connectFailures[errorCode(error) ?? ''] ?? 'nobody-listens' })
    })
    socket.once('connect', () => {
      clearTimeout(giveUp)
      resolve({ ok: true, connection: new ProbeConnection(socket) })
    })
  })
}

/**
 * The one connection that is held to a gopls. Its end is the notice of death, also for a process that is
 * not our child; `gopls/sessions` on it is the probe. Fresh connections as a routine would harm gopls:
 * each leaves memory and two log lines behind, and abrupt ends of many crashed it.
 */
export class ProbeConnection {
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #rpc: MessageConnection
  #isGarbage = false
  #bytesSinceAnswer = 0
  #outstanding: Promise<number | ProbeFailure> | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    this.#rpc = connectMessages(socket)
    this.closed = new Promise(resolve => {
      socket.once('close', () => {
        this.#rpc.dispose()
        resolve()
      })
    })
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => this.#limitAnswer(chunk.length))
    this.#rpc.onError(([error]) => {
      // An error of the system is the end of the connection; only one of the protocol is what gopls said.
      if (errorCode(error) === undefined) this.#refuseGarbage()
    })
    this.#rpc.listen()
  }

  /**
   * Asks `gopls/sessions`, which gopls answers before `initialize` in 1–3 ms while it is well.
   * `clients` counts every connection, this one too. A question still unanswered is waited for again
   * rather than asked twice, so that a silent gopls is not piled with questions.
   */
  async askSessions(timeoutMs: number, signal?: AbortSignal): Promise<ProbeAnswer> {
    const startedMs = performance.now()
    this.#outstanding ??= this.#ask()
    const outcome = await within(this.#outstanding, timeoutMs, signal)
    const tookMs = performance.now() - startedMs
    if (typeof outcome === 'number') return { ok: true, clients: outcome, tookMs }
    const stalled = outcome === 'timeout' && tookMs - timeoutMs > maxTimerLagMs
    return { ok: false, reason: stalled ? 'observer-stalled' : outcome, tookMs }
  }

  close(): void {
    this.#socket.destroy()
  }

  /** The number of clients, or why there is none. Settles at the latest when the connection closes. */
  async #ask(): Promise<number | ProbeFailure> {
    try {
      if (this.#socket.destroyed) return 'closed'
      const answer: unknown = await this.#rpc.sendRequest('gopls/sessions')
      this.#bytesSinceAnswer = 0
      return countClients(answer) ?? 'not-understood'
    } catch {
      if (this.#isGarbage) return 'garbage'
      return this.#socket.destroyed ? 'closed' : 'not-understood'
    } finally {
      this.#outstanding = undefined
    }
  }

  #limitAnswer(bytes: number): void {
    this.#bytesSinceAnswer += bytes
    if (this.#bytesSinceAnswer > maxAnswerBytes) this.#refuseGarbage()
  }

  #refuseGarbage(): void {
    this.#isGarbage = true
    this.#socket.destroy()
  }
}

function countClients(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('clients' in answer)) return undefined
  return Array.isArray(answer.clients) ? answer.clients.length : undefined
}
