import type { LspErrorName } from './lsp-errors.js'
import type { PendingRequest } from './pending-requests.js'

/** What becomes of a pending request on a fresh connection. */
export type RequestFate =
  | { readonly kind: 'send'; readonly body: Buffer }
  /** The relay answers it itself. */
  | { readonly kind: 'refuse'; readonly error: LspErrorName }
  /** `shutdown` ends the editor's session, not gopls: there is nothing that could fail. */
  | { readonly kind: 'grant' }

const maxDeaths = 2

/** Every request ends in exactly one answer; none is carried out twice that must not be, none is tried a third time. */
export function decideFate(request: PendingRequest): RequestFate {
  const { method, cancelled, effects, deaths, body } = request
  if (method === 'shutdown') return { kind: 'grant' }
  if (cancelled) return { kind: 'refuse', error: 'cancelled' }
  if (effects && deaths > 0) return { kind: 'refuse', error: 'may-have-had-effects' }
  if (deaths >= maxDeaths) return { kind: 'refuse', error: 'suspect-request' }
  return body ? { kind: 'send', body } : { kind: 'refuse', error: 'not-kept' }
}
