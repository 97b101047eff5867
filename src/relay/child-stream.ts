import type { ChildProcessByStdio } from 'node:child_process'
import { Duplex, type Readable, type Writable } from 'node:stream'

/** A child's input and output as one stream, which closes when either does; errors of the pipes are its end. */
export class ChildStream extends Duplex {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>

  constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    super({ allowHalfOpen: false })
    this.#child = child
    const { stdin, stdout } = child
    stdin.on('error', () => this.destroy())
    stdout.on('error', () => this.destroy())
    stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause()
    })
    stdout.once('end', () => this.push(null))
    child.once('error', error => this.destroy(error))
    child.once('exit', () => this.push(null))
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, done)
  }

  override _final(done: () => void): void {
    if (!this.#child.stdin.destroyed) this.#child.stdin.end()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.stdin.destroy()
    this.#child.stdout.destroy()
    done(error)
  }
}
