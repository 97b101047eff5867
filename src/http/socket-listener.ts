import type { FastifyInstance } from 'fastify'
import { listenPrivately, type SocketResult } from '../host/private-socket.js'

/** Keeps an app listening on a unix socket that only we may open. */
export class SocketListener {
  readonly #app: FastifyInstance

  constructor(app: FastifyInstance) {
    this.#app = app
  }

  async listen(file: string): Promise<SocketResult> {
    const result = await listenPrivately(file, () => this.#app.listen({ path: file }))
    if (!result.ok) await this.close()
    return result
  }

  /** Removes the socket file too: node unlinks what it bound. */
  async close(): Promise<void> {
    await this.#app.close()
  }
}
