import type { RequestId } from '../lsp/message.js'
import { asObject, type Registration, readDiagnostics, readProgress } from '../lsp/read-params.js'

/** No workspace of a person comes near these. */
const maxUris = 50_000
const maxProgress = 1_000
const maxBytes = 64 * 1024 * 1024

/** What a gopls says while it is loaded beside another: kept until the editor is to know. */
export class HeardBeside {
  /** The last of each URI. */
  readonly #diagnostics = new Map<string, Buffer>()
  readonly #registrations = new Map<string, Registration>()
  /** What began it; undefined until it has begun. */
  readonly #openProgress = new Map<RequestId, Buffer | undefined>()
  #bytes = 0

  get diagnostics(): readonly Buffer[] {
    return [...this.#diagnostics.values()]
  }

  get registrations(): readonly Registration[] {
    return [...this.#registrations.values()]
  }

  /** What the editor must have heard of before it hears of its end. */
  get openProgress(): readonly { readonly token: RequestId; readonly begin: Buffer | undefined }[] {
    return [...this.#openProgress].map(([token, begin]) => ({ token, begin }))
  }

  get isOverfull(): boolean {
    return this.#diagnostics.size > maxUris || this.#openProgress.size > maxProgress || this.#bytes > maxBytes
  }

  register(registrations: readonly Registration[]): void {
    for (const registration of registrations) this.#registrations.set(registration.id, registration)
  }

  unregister(registrations: readonly Registration[]): void {
    for (const { id } of registrations) this.#registrations.delete(id)
  }

  /** Takes in the params of `window/workDoneProgress/create`. */
  createProgress(params: unknown): void {
    const token = asObject(params)?.['token']
    if (typeof token === 'string' || typeof token === 'number') this.#openProgress.set(token, undefined)
  }

  /** Takes in a notification. */
  note(method: string, params: unknown, body: Buffer): void {
    if (method === 'textDocument/publishDiagnostics') this.#keepDiagnostics(params, body)
    else if (method === '$/progress') this.#followProgress(params, body)
  }

  #followProgress(params: unknown, body: Buffer): void {
    const { token, kind } = readProgress(params) ?? {}
    if (token === undefined) return
    if (kind === 'begin') this.#openProgress.set(token, Buffer.from(body))
    if (kind === 'end') this.#openProgress.delete(token)
  }

  #keepDiagnostics(params: unknown, body: Buffer): void {
    const { uri } = readDiagnostics(params) ?? {}
    if (uri === undefined) return
    this.#bytes += body.length - (this.#diagnostics.get(uri)?.length ?? 0)
    // A copy: a view would keep the whole chunk alive that the message came in.
    this.#diagnostics.set(uri, Buffer.from(body))
  }
}
