import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What enable and disable have said of labels. On disk: it outlives the plist, the job, and a boot. */
export class DisabledLabels {
  readonly #file: string
  readonly #labels: Map<string, boolean>

  constructor(file: string) {
    this.#file = file
    this.#labels = new Map(Object.entries(readOverrides(file)))
  }

  has(label: string): boolean {
    return this.#labels.get(label) === true
  }

  set(label: string, disabled: boolean): void {
    this.#labels.set(label, disabled)
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify(Object.fromEntries(this.#labels)))
  }

  entries(): readonly (readonly [label: string, disabled: boolean])[] {
    return [...this.#labels]
  }
}

/** Written by nobody but the model itself. */
function readOverrides(file: string): Record<string, boolean> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, boolean>
  } catch {
    return {}
  }
}
