export interface MemoryLimits {
  readonly memoryBytes: number
  readonly samples: number
}

/** For how long the memory of one generation has been over the limit. */
export class MemoryWatch {
  #looks = 0
  #sinceMs = 0
  #residentBytes = 0

  /** `counts`: whether whoever looked was fit to see anything. */
  add(
    residentBytes: number,
    look: { readonly counts: boolean; readonly limitBytes: number; readonly nowMs: number },
  ): void {
    this.#residentBytes = residentBytes
    const isOver = look.counts && residentBytes > look.limitBytes
    if (isOver && this.#looks === 0) this.#sinceMs = look.nowMs
    this.#looks = isOver ? this.#looks + 1 : 0
  }

  /** How often in a row it was. */
  get looks(): number {
    return this.#looks
  }

  /** Since the first look in a row at which it was; undefined while these are too few. */
  overForMs({ samples }: MemoryLimits, nowMs: number): number | undefined {
    return this.#looks >= samples ? nowMs - this.#sinceMs : undefined
  }

  /** One line of plain words. */
  describe({ memoryBytes, samples }: MemoryLimits): string {
    const used = inMebibytes(this.#residentBytes)
    return `${used} of memory at ${samples} looks in a row, more than ${inMebibytes(memoryBytes)}`
  }
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
