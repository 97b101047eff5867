import { parseFrameHeader } from '../../src/lsp/frame-header.js'
import { lookedAtBytes } from './ballast.js'

/**
 * Gives the bodies of small messages. Ballast is dropped without a copy: what reading costs in a bench is added to what
 * is measured, and hides it.
 */
export class MessageReader {
  #unread: Buffer = Buffer.alloc(0)
  #ballastBytes = 0

  feed(chunk: Buffer): readonly Buffer[] {
    const bodies: Buffer[] = []
    let rest = chunk
    while (rest.length > 0) {
      const dropped = Math.min(this.#ballastBytes, rest.length)
      this.#ballastBytes -= dropped
      rest = dropped > 0 ? rest.subarray(dropped) : this.#read(rest, bodies)
    }
    return bodies
  }

  /** Takes a small message whole, or says how much ballast begins here; returns what is left of the bytes. */
  #read(chunk: Buffer, bodies: Buffer[]): Buffer {
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    this.#unread = Buffer.alloc(0)
    const header = parseFrameHeader(bytes, Number.POSITIVE_INFINITY)
    if (header.kind === 'unreadable') throw new Error(`no message: ${JSON.stringify(header.error)}`)
    if (header.kind === 'complete') {
      const frameBytes = header.headerBytes + header.bodyBytes
      if (header.bodyBytes >= lookedAtBytes) {
        this.#ballastBytes = frameBytes
        return bytes
      }
      if (bytes.length >= frameBytes) {
        bodies.push(bytes.subarray(header.headerBytes, frameBytes))
        return bytes.subarray(frameBytes)
      }
    }
    this.#unread = bytes
    return bytes.subarray(bytes.length)
  }
}
