import { asObject } from '../lsp/read-params.js'

export interface LoadLimits {
  /** A gopls that never says that it has loaded is taken to have. */
  readonly loadMs: number
  /** Diagnostics come in several rounds; after this long without any there are no more. */
  readonly quietMs: number
}

/** Follows a fresh gopls until it has loaded the workspace and said all that it has to say about it. */
export class LoadWatch {
  readonly #limits: LoadLimits
  readonly #openedAtMs: number
  #loading = 0
  #loadedAtMs: number | undefined
  #newsAtMs: number

  constructor(limits: LoadLimits, nowMs: number) {
    this.#limits = limits
    this.#openedAtMs = nowMs
    this.#newsAtMs = nowMs
  }

  get isLoading(): boolean {
    return this.#loading > 0
  }

  /** When it said that it has; undefined while it loads, or says nothing. */
  get loadedAtMs(): number | undefined {
    return this.#loadedAtMs
  }

  /** Takes in a notification of gopls. */
  note(method: string, params: unknown, nowMs: number): void {
    if (method === 'textDocument/publishDiagnostics') this.#newsAtMs = nowMs
    const text = readLoadText(method, params)
    if (text?.startsWith('Loading packages')) this.#loading += 1
    else if (text !== undefined && /^(Finished|Error) loading packages/.test(text)) this.#loading -= 1
    else return
    this.#loadedAtMs = this.#loading > 0 ? undefined : nowMs
  }

  /** How long it will take at the least; 0 when it is done. */
  remainingMs(nowMs: number): number {
    const { loadMs, quietMs } = this.#limits
    const byThen = this.#openedAtMs + loadMs
    const loadedAtMs = Math.min(this.#loadedAtMs ?? byThen, byThen)
    return Math.max(0, Math.max(loadedAtMs, this.#newsAtMs) + quietMs - nowMs)
  }
}

/** gopls tells of its load by progress, or by messages where the editor shows no progress. */
export function readLoadText(method: string, params: unknown): string | undefined {
  const { message, value } = asObject(params) ?? {}
  const text = method === '$/progress' ? asObject(value)?.['message'] : message
  return typeof text === 'string' && (method === '$/progress' || method === 'window/showMessage')
    ? text
    : undefined
}
