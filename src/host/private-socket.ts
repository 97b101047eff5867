import { chmod, lstat, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { errorCode } from './system-error.js'

export type SocketResult = { readonly ok: true } | SocketRefusal

export interface SocketRefusal {
  readonly ok: false
  /** `in-use`: somebody answers there; `not-a-socket`: a file that is not ours to remove. */
  readonly reason: 'in-use' | 'not-a-socket' | 'unusable'
  readonly detail: string
}

/**
 * Has a server listen on a unix socket that only we may open, in the place of one that a dead process left behind.
 * The folder must be private: until the mode is set, only the folder keeps others out.
 */
export async function listenPrivately(file: string, listen: () => Promise<unknown>): Promise<SocketResult> {
  try {
    const refusal = await clearWay(file)
    if (refusal) return refusal
    await listen()
    await chmod(file, 0o600)
    return { ok: true }
  } catch (error) {
    return {
      ok: false,
      reason: 'unusable',
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

/** A socket file outlives its process; it is removed only when nobody listens behind it. */
async function clearWay(file: string): Promise<SocketRefusal | undefined> {
  const stats = await lstat(file).catch(ignoreAbsence)
  if (!stats) return undefined
  if (!stats.isSocket())
    return { ok: false, reason: 'not-a-socket', detail: `${file} is not a socket; move it away` }
  if (await answers(file))
    return { ok: false, reason: 'in-use', detail: `another process listens on ${file}` }
  await rm(file).catch(ignoreAbsence)
  return undefined
}

function ignoreAbsence(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error
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
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false)
      else if (code === 'EAGAIN') resolve(true)
      else reject(error)
    })
  })
}
