/** A timer that is turned by hand. */
export class HandTimer {
  #armed: { readonly afterMs: number; readonly onDue: () => void } | undefined
  #onArmed: () => void = () => undefined

  get isArmed(): boolean {
    return this.#armed !== undefined
  }

  readonly start = (afterMs: number, onDue: () => void): (() => void) => {
    const armed = { afterMs, onDue }
    this.#armed = armed
    this.#onArmed()
    return () => {
      if (this.#armed === armed) this.#armed = undefined
    }
  }

  /** Waits until somebody waits for it, and lets that time be over; resolves to how long it was. */
  async pass(): Promise<number> {
    if (!this.#armed)
      await new Promise<void>(resolve => {
        this.#onArmed = resolve
      })
    const armed = this.#armed
    if (!armed) return this.pass()
    this.#armed = undefined
    armed.onDue()
    return armed.afterMs
  }
}
