import { encodeMessage, type RequestId } from './message.js'

/** What is answered where gopls or the editor cannot: the codes of JSON-RPC and LSP, and one line for people. */
export const lspErrors = {
  'not-json-rpc': {
    code: -32700,
    message: 'this is not a message of JSON-RPC 2.0; gopls cannot be asked so',
  },
  batch: {
    code: -32600,
    message: 'the Language Server Protocol has no batches; send the messages one by one',
  },
  'duplicate-id': { code: -32600, message: 'a request with this id is still unanswered' },
  'too-many-pending': { code: -32603, message: 'too many requests are unanswered; this one was not sent' },
  'editor-silent': { code: -32601, message: 'the editor does not answer this request' },
  cancelled: { code: -32800, message: 'cancelled by the editor' },
  'may-have-had-effects': {
    code: -32803,
    message:
      'gopls ended while it carried this out; it may be done, half done or not done at all, so it was not repeated. Look at the result, and ask again if need be',
  },
  'suspect-request': {
    code: -32803,
    message:
      'gopls ended twice with this request in flight, so it was not sent a third time (suspect request)',
  },
  'not-kept': {
    code: -32803,
    message: 'gopls ended, and this request was too long to be kept for a second try. Ask again',
  },
} as const
export type LspErrorName = keyof typeof lspErrors

export function encodeError(id: RequestId | null, name: LspErrorName): Buffer {
  return encodeMessage({ id, error: lspErrors[name] })
}
