import { DeadlineTimer } from '../../host/deadline-timer.js'
import { checkWriting } from './incident-folder.js'

export interface IncidentTroubleOptions {
  readonly folder: string
  /** Told when incidents cannot be kept, and with undefined when they can. */
  readonly onTrouble: (detail: string | undefined) => void
  readonly retryMs: number
}

/** Whether incidents can be kept: once they cannot, it tries in a while, for the next incident may be days away. */
export class IncidentTrouble {
  readonly #options: IncidentTroubleOptions
  readonly #timer = new DeadlineTimer(() => void this.#retry())
  #isTrouble = false
  #unwritten = 0
  #isClosed = false

  constructor(options: IncidentTroubleOptions) {
    this.#options = options
  }

  /** `isLost`: an incident could not be written, and never will be. */
  begin(detail: string, isLost: boolean): void {
    this.#isTrouble = true
    if (isLost) this.#unwritten += 1
    const count = this.#unwritten === 0 ? '' : `${this.#unwritten} not kept; `
    this.#options.onTrouble(count + detail)
    this.#arm()
  }

  end(): void {
    if (!this.#isTrouble) return
    this.#isTrouble = false
    this.#unwritten = 0
    this.#timer.arm(undefined)
    this.#options.onTrouble(undefined)
  }

  close(): void {
    this.#isClosed = true
    this.#timer.arm(undefined)
  }

  async #retry(): Promise<void> {
    const result = await checkWriting(this.#options.folder)
    if (this.#isClosed || !this.#isTrouble) return
    if (result.ok) this.end()
    else this.begin(result.message, false)
  }

  #arm(): void {
    if (!this.#isClosed) this.#timer.arm(this.#options.retryMs)
  }
}
