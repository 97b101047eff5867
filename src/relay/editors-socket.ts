import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { DeadlineTimer } from '../host/deadline-timer.js'
import { errorCode } from '../host/system-error.js'

/** Why the listening ended, in gopls's own words; it exits with code 2 then. */
export const idleWords = 'timed out waiting for new connections'

export type ListenResult =
  | { readonly ok: true; readonly socket: EditorsSocket }
  /** In gopls's own words. */
  | { readonly ok: false; readonly detail: string }

/** The socket of `gopls serve -listen=unix;PATH`, for any number of editors. */
export class EditorsSocket {
  /** Resolves when nobody has been connected for the time that `-listen.timeout` names. */
  readonly idle: Promise<void>
  readonly #server: Server
  readonly #idleMs: number | undefined
  readonly #timer: DeadlineTimer
  #editors = 0

  private constructor(server: Server, idleMs: number | undefined, onEditor: (socket: Socket) => void) {
    this.#server = server
    this.#idleMs = idleMs
    let resolveIdle = (): void => undefined
    this.idle = new Promise(resolve => {
      resolveIdle = resolve
    })
    this.#timer = new DeadlineTimer(resolveIdle)
    this.#timer.arm(idleMs)
    server.on('connection', socket => {
      this.#editors += 1
      this.#timer.arm(undefined)
      socket.once('close', () => this.#lose())
      onEditor(socket)
    })
  }

  /** `idleMs` undefined: it waits for ever. A socket file that is there already stays, as with gopls. */
  static async listen(
    path: string,
    idleMs: number | undefined,
    onEditor: (socket: Socket) => void,
  ): Promise<ListenResult> {
    const server = createServer()
    const socket = new EditorsSocket(server, idleMs, onEditor)
    const umask = process.umask(0o177)
    try {
      // The file is made before this returns, and never was anybody else's.
      server.listen(path)
    } finally {
      process.umask(umask)
    }
    try {
      await once(server, 'listening')
      return { ok: true, socket }
    } catch (error) {
      socket.#timer.arm(undefined)
      const isTaken = errorCode(error) === 'EADDRINUSE'
      const what = isTaken ? 'bind: address already in use' : String(error)
      return { ok: false, detail: `listen unix ${path}: ${what}` }
    }
  }

  /** Takes nobody else in, and removes the socket's file; the editors that are there are the caller's. */
  close(): void {
    this.#timer.arm(undefined)
    this.#server.close()
  }

  #lose(): void {
    this.#editors -= 1
    if (this.#editors === 0 && this.#server.listening) this.#timer.arm(this.#idleMs)
  }
}
