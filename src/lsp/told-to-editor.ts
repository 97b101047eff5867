import type { JournalFinding } from './journal-finding.js'
import type { JournalLimits } from './journal-limits.js'
import type { RequestId } from './message.js'
import { type Registration, readDiagnostics, readProgress } from './read-params.js'

/**
 * What gopls announced and the editor still believes: open progress, registrations, diagnostics. All of it carries
 * the number of the connection on which it was last said, so that it shows what a new gopls has not said again.
 */
export class ToldToEditor {
  readonly #limits: JournalLimits
  readonly #progress = new Map<RequestId, number>()
  readonly #registrations = new Map<
    string,
    { readonly registration: Registration; readonly connection: number }
  >()
  readonly #diagnostics = new Map<string, number>()
  #connection = 0

  constructor(limits: JournalLimits) {
    this.#limits = limits
  }

  get registrations(): ReadonlyMap<string, Registration> {
    return new Map([...this.#registrations].map(([id, { registration }]) => [id, registration]))
  }

  /** Progress that nobody will end. */
  get staleProgress(): readonly RequestId[] {
    return this.#stale(this.#progress)
  }

  get staleDiagnosticUris(): readonly string[] {
    return this.#stale(this.#diagnostics)
  }

  get staleRegistrations(): readonly Registration[] {
    return [...this.#registrations.values()]
      .filter(({ connection }) => connection < this.#connection)
      .map(({ registration }) => registration)
  }

  connectionLost(): void {
    this.#connection += 1
  }

  register(registrations: readonly Registration[]): JournalFinding | undefined {
    for (const registration of registrations) {
      const { id } = registration
      if (this.#isFull(this.#registrations, id, this.#limits.registrations))
        return { kind: 'limit-reached', limit: 'registrations' }
      this.#registrations.set(id, { registration, connection: this.#connection })
    }
    return undefined
  }

  unregister(registrations: readonly Registration[]): void {
    for (const { id } of registrations) this.#registrations.delete(id)
  }

  /** Takes in a notification of gopls. */
  notify(method: string, params: unknown): JournalFinding | undefined {
    switch (method) {
      case '$/progress':
        return this.#noteProgress(params)
      case 'textDocument/publishDiagnostics':
        return this.#noteDiagnostics(params)
      default:
        return undefined
    }
  }

  #noteProgress(params: unknown): JournalFinding | undefined {
    const progress = readProgress(params)
    if (!progress) return { kind: 'not-understood', method: '$/progress' }
    const { token, kind } = progress
    if (kind === 'end') this.#progress.delete(token)
    if (kind !== 'begin') return undefined
    if (this.#isFull(this.#progress, token, this.#limits.progressTokens))
      return { kind: 'limit-reached', limit: 'progressTokens' }
    this.#progress.set(token, this.#connection)
    return undefined
  }

  #noteDiagnostics(params: unknown): JournalFinding | undefined {
    const diagnostics = readDiagnostics(params)
    if (!diagnostics) return { kind: 'not-understood', method: 'textDocument/publishDiagnostics' }
    const { uri, count } = diagnostics
    if (count === 0) this.#diagnostics.delete(uri)
    else if (this.#isFull(this.#diagnostics, uri, this.#limits.diagnosticUris))
      return { kind: 'limit-reached', limit: 'diagnosticUris' }
    else this.#diagnostics.set(uri, this.#connection)
    return undefined
  }

  #stale<Key>(lastSaid: ReadonlyMap<Key, number>): readonly Key[] {
    return [...lastSaid].filter(([, connection]) => connection < this.#connection).map(([key]) => key)
  }

  #isFull<Key>(map: ReadonlyMap<Key, unknown>, key: Key, limit: number): boolean {
    return map.size >= limit && !map.has(key)
  }
}
