import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const limitMs = 30_000

/** The lines of a stream so far, and a way to wait for one that is still to come. */
export class LineReader {
  readonly lines: string[] = []
  readonly #waiting = new Set<() => void>()
  #isOver = false

  constructor(stream: Readable) {
    createInterface(stream)
      .on('line', line => {
        this.lines.push(line)
        this.#wake()
      })
      .on('close', () => {
        this.#isOver = true
        this.#wake()
      })
  }

  /** The first line of all that matches; rejects when the stream ends without one, or after 30 s. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const settle = (answer: RegExpExecArray | string): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        if (typeof answer === 'string')
          reject(new Error(`${answer} without ${String(pattern)}:\n${this.lines.slice(-30).join('\n')}`))
        else resolve(answer)
      }
      const look = (): void => {
        const match = this.lines.map(line => pattern.exec(line)).find(found => found !== null)
        if (match) settle(match)
        else if (this.#isOver) settle('it ended')
      }
      const timer = setTimeout(settle, limitMs, `${limitMs / 1000} s went by`)
      this.#waiting.add(look)
      look()
    })
  }

  #wake(): void {
    for (const look of this.#waiting) look()
  }
}
