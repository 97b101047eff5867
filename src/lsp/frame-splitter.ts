import { type FrameError, maxBodyBytes, parseFrameHeader } from './frame-header.js'

/** One message as it came: views of the same memory, so not a byte of it differs. */
export interface Frame {
  /** Header and body. */
  readonly bytes: Buffer
  readonly body: Buffer
}

export interface SplitFrames {
  readonly frames: readonly Frame[]
  /** After the last of `frames` no more can be read; stays so for good. */
  readonly error: FrameError | undefined
}

/** A frame of which the header and some of the body have come. */
interface PartialFrame {
  readonly bytes: Buffer
  readonly headerBytes: number
  filledBytes: number
}

const nothing = Buffer.alloc(0)

/**
 * Splits a stream of bytes into base-protocol frames, however it is cut into chunks.
 * A frame that is whole in its chunk is a view of it; any other is copied once, into memory of its final size.
 */
export class FrameSplitter {
  readonly #limitBytes: number
  /** The start of a header: never more than a header may have. */
  #unread: Buffer = nothing
  #partial: PartialFrame | undefined
  #error: FrameError | undefined

  constructor(limitBytes = maxBodyBytes) {
    this.#limitBytes = limitBytes
  }

  feed(chunk: Buffer): SplitFrames {
    const frames: Frame[] = []
    let rest = chunk
    while (rest.length > 0 && this.#error === undefined)
      rest = this.#partial ? this.#fill(this.#partial, rest, frames) : this.#begin(rest, frames)
    return { frames, error: this.#error }
  }

  /** Takes a frame, or the start of one; returns what is left of the bytes. */
  #begin(chunk: Buffer, frames: Frame[]): Buffer {
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    this.#unread = nothing
    const header = parseFrameHeader(bytes, this.#limitBytes)
    switch (header.kind) {
      case 'incomplete':
        this.#unread = bytes
        return nothing
      case 'unreadable':
        this.#error = header.error
        return nothing
      case 'complete': {
        const { headerBytes, bodyBytes } = header
        const frameBytes = headerBytes + bodyBytes
        if (bytes.length >= frameBytes) {
          frames.push(viewFrame(bytes.subarray(0, frameBytes), headerBytes))
          return bytes.subarray(frameBytes)
        }
        const whole = Buffer.allocUnsafe(frameBytes)
        this.#partial = { bytes: whole, headerBytes, filledBytes: bytes.copy(whole) }
        return nothing
      }
      default:
        return header satisfies never
    }
  }

  #fill(partial: PartialFrame, chunk: Buffer, frames: Frame[]): Buffer {
    const copiedBytes = chunk.copy(partial.bytes, partial.filledBytes)
    partial.filledBytes += copiedBytes
    if (partial.filledBytes === partial.bytes.length) {
      this.#partial = undefined
      frames.push(viewFrame(partial.bytes, partial.headerBytes))
    }
    return chunk.subarray(copiedBytes)
  }
}

function viewFrame(bytes: Buffer, headerBytes: number): Frame {
  return { bytes, body: bytes.subarray(headerBytes) }
}
