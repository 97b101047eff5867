import { encodeError } from './lsp-errors.js'
import { encodeResult } from './message.js'
import { traitsOf } from './methods.js'
import type { PendingRequest } from './pending-requests.js'
import { readConfigurationItems } from './read-params.js'

/** The answer to a request of gopls that the editor owes for too long: so that gopls need not be killed for it. */
export function answerForEditor(request: Pick<PendingRequest, 'id' | 'method' | 'params'>): Buffer {
  const { id, method, params } = request
  const { standIn } = traitsOf(method)
  switch (standIn) {
    case 'null':
      return encodeResult(id, null)
    case 'null-each':
      return encodeResult(
        id,
        readConfigurationItems(params).map(() => null),
      )
    case 'not-applied':
      return encodeResult(id, { applied: false, failureReason: 'the editor did not answer' })
    case 'not-shown':
      return encodeResult(id, { success: false })
    case 'method-not-found':
      return encodeError(id, 'editor-silent')
    default:
      return standIn satisfies never
  }
}
