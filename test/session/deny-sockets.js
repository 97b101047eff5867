// Loaded with `node --import`: as in a sandbox, Unix sockets that match DENY_SOCKETS may not be connected to.
import { Socket } from 'node:net'

const denied = new RegExp(process.env['DENY_SOCKETS'] ?? '')
const connect = Socket.prototype.connect

/** @param {unknown[]} taken @returns {string | undefined} */
function findPath(taken) {
  // `net.connect` hands its arguments over as one normalized list.
  const [first] = Array.isArray(taken[0]) ? taken[0] : taken
  if (typeof first === 'string') return first
  return first && typeof first === 'object' && 'path' in first
    ? String(first.path ?? '') || undefined
    : undefined
}

Socket.prototype.connect = /** @type {typeof connect} */ (
  /** @this {Socket} @param {unknown[]} taken */
  function (...taken) {
    const path = findPath(taken)
    if (path === undefined || !denied.test(path)) return Reflect.apply(connect, this, taken)
    const error = Object.assign(new Error(`connect EPERM ${path}`), {
      code: 'EPERM',
      syscall: 'connect',
      address: path,
    })
    process.nextTick(() => this.destroy(error))
    return this
  }
)
