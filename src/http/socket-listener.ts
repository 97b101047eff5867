import { chmod, lstat, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { errorCode } from '../host/system-error.js'

export type SocketResult =
  | { readonly ok: true }
  /** `in-use`: somebody answers there; `not-a-socket`: a file that is not ours to remove. */
  | { readonly ok: false; readonly reason: 'in-use' | 'not-a-socket' | 'unusable'; readonly detail: string }

/** Keeps an app listening on a unix socket that only we may open. */
export class SocketListener {
  readonly #app: FastifyInstance

  constructor(app: FastifyInstance) {
    this.#app = app
  }

  /** The folder must be private: until the mode is set, only the folder keeps others out. */
  async listen(file: string): Promise<SocketResult> {
    const refusal = await clearWay(file)
    if (refusal) return refusal
    try {
      await this.#app.listen({ path: file })
      await chmod(file, 0o600)
      return { ok: true }
    } catch (error) {
      await this.close()
      return unusable(error)
    }
  }

  /** Removes the socket file too: node unlinks what it bound. */
  async close(): Promise<void> {
    await this.#app.close()
  }
}

/** A socket file outlives its process; it is removed only when nobody listens behind it. */
async function clearWay(file: string): Promise<SocketResult | undefined> {
  try {
    if (!(await lstat(file)).isSocket())
      return { ok: false, reason: 'not-a-socket', detail: `${file} is not a socket; move it away` }
    if (await answers(file))
      return { ok: false, reason: 'in-use', detail: `another process listens on ${file}` }
    await rm(file)
    return undefined
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : unusable(error)
  }
}

/** Only a refused connection proves that nobody listens; a full queue (EAGAIN) proves the contrary. */
function answers(file: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(file)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', error => {
      const code = errorCode(error)
      if (code === 'ECONNREFUSED') resolve(false)
      else if (code === 'EAGAIN') resolve(true)
      else reject(error)
    })
  })
}

function unusable(error: unknown): SocketResult {
  const detail = error instanceof Error ? error.message : String(error)
  return { ok: false, reason: 'unusable', detail }
}
