import type { Socket } from 'node:net'
import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node'
import { FrameReader, FrameWriter } from './frame-transport.js'
import type { Call, Notice } from './protocol.js'

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  /** `given-up`: its signal was aborted. `refused`: the other end would not. `unreadable`: it spoke nonsense. */
  | { readonly ok: false; readonly reason: 'closed' | 'given-up' | 'refused' | 'unreadable' }

/** Questions of the other end that are being answered; more are refused. */
const maxRunning = 256

/**
 * One end of a control connection. Whatever comes in is read by the protocol's readers here, and only here: a
 * question that cannot be read is refused, a notice is dropped, and on bytes that are no messages it hangs up.
 */
export class Channel {
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #rpc: MessageConnection
  readonly #running = new Set<AbortController>()

  /** The socket may still be connecting. Nothing is read before `open`. */
  constructor(socket: Socket) {
    this.#socket = socket
    this.#rpc = createMessageConnection(new FrameReader(socket), new FrameWriter(socket))
    this.#rpc.onError(() => socket.destroy())
    socket.on('error', () => socket.destroy())
    this.closed = new Promise(resolve => {
      socket.once('close', () => {
        // Rejects what was asked.
        this.#rpc.dispose()
        for (const running of this.#running) running.abort()
        resolve()
      })
    })
  }

  open(): void {
    this.#rpc.listen()
  }

  /** Settles at the latest when the connection closes or the signal is aborted; rejects never. */
  ask<P, R>(call: Call<P, R>, params: P, signal?: AbortSignal): Promise<Reply<R>> {
    const cancellation = new CancellationTokenSource()
    return new Promise(resolve => {
      const giveUp = (): void => {
        cancellation.cancel()
        resolve({ ok: false, reason: 'given-up' })
      }
      if (signal?.aborted) {
        giveUp()
        return
      }
      signal?.addEventListener('abort', giveUp)
      void this.#send(call, params, cancellation.token).then(reply => {
        signal?.removeEventListener('abort', giveUp)
        resolve(reply)
      })
    })
  }

  tell<P>(notice: Notice<P>, params: P): void {
    if (!this.#isClosed()) void this.#rpc.sendNotification(notice.method, params)
  }

  /** The signal is aborted when the question is given up, or the connection closes. */
  answer<P, R>(call: Call<P, R>, handle: (params: P, signal: AbortSignal) => R | Promise<R>): void {
    this.#rpc.onRequest(call.method, async (given: unknown, token: CancellationToken) => {
      const params = call.readParams(given)
      if (params === undefined) return new ResponseError(ErrorCodes.InvalidParams, 'unreadable')
      if (this.#running.size >= maxRunning) return new ResponseError(ErrorCodes.InternalError, 'too many')
      const running = new AbortController()
      this.#running.add(running)
      token.onCancellationRequested(() => running.abort())
      try {
        return await handle(params, running.signal)
      } catch {
        // An error's own words may quote the question, and so an environment.
        return new ResponseError(ErrorCodes.InternalError, 'failed')
      } finally {
        this.#running.delete(running)
      }
    })
  }

  hear<P>(notice: Notice<P>, handle: (params: P) => void): void {
    this.#rpc.onNotification(notice.method, (given: unknown) => {
      const params = notice.readParams(given)
      if (params !== undefined) handle(params)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  async #send<P, R>(call: Call<P, R>, params: P, token: CancellationToken): Promise<Reply<R>> {
    if (this.#isClosed()) return { ok: false, reason: 'closed' }
    try {
      const value = call.readResult(await this.#rpc.sendRequest(call.method, params, token))
      return value === undefined ? { ok: false, reason: 'unreadable' } : { ok: true, value }
    } catch {
      return { ok: false, reason: this.#isClosed() ? 'closed' : 'refused' }
    }
  }

  #isClosed(): boolean {
    return this.#socket.destroyed
  }
}
