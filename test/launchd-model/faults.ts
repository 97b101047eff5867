/** What can be made to go wrong, and the value that a fault has where none is given. */
export const faults = {
  /** There is no gui/UID: over SSH, with nobody at the screen. */
  'no-gui-session': '',
  /** A bootstrap during the end of the old job gets 37 instead of 5. */
  'in-progress-37': '',
  /** A bootstrap of a loaded label gets 5 instead of 37. */
  'loaded-5': '',
  /** A bootstrap of a disabled label gets 5 instead of 119. */
  'disabled-5': '',
  /** Starts that nobody demanded are put off. */
  'pend-nondemand': '',
  /** `print-disabled` says `=> true` instead of `=> disabled`. */
  'old-print-disabled': '',
  /** The next N bootstraps fail with 5 although nothing is wrong. */
  'bootstrap-5-times': '1',
  /** Whatever is loaded from now on never starts, not even by a kickstart that says it worked. */
  'bootstrap-zero-but-not-running': '',
  /** kickstart ends with this and does nothing. */
  'kickstart-fails': '37',
  /** A label that was known before keeps what was read from the first path when it comes from another. */
  'keeps-old-definition': '',
  /** bootstrap ends with this: the program is quarantined. */
  quarantine: '155',
  /** bootstrap ends with this: the job is not meant for this session. */
  'wrong-session-type': '134',
} as const

export type FaultName = keyof typeof faults

/** The faults that are switched on. */
export class Faults {
  readonly #on = new Map<FaultName, string>()

  /** Takes `NAME` or `NAME=VALUE`; false where there is no such fault. */
  switchOn(text: string): boolean {
    const [name = '', value] = text.split('=', 2)
    if (!isFaultName(name)) return false
    this.#on.set(name, value ?? faults[name])
    return true
  }

  clear(): void {
    this.#on.clear()
  }

  has(name: FaultName): boolean {
    return this.#on.has(name)
  }

  /** The exit code that a fault asks for. */
  code(...names: readonly FaultName[]): number | undefined {
    const value = names.map(name => this.#on.get(name)).find(each => each !== undefined)
    return value === undefined ? undefined : Number(value)
  }

  /** True as many times as the fault's value says. */
  takeOne(name: FaultName): boolean {
    const left = Number(this.#on.get(name) ?? 0)
    if (left > 1) this.#on.set(name, String(left - 1))
    else this.#on.delete(name)
    return left > 0
  }
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faults, name)
}
