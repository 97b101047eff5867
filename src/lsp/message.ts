export type RequestId = number | string

/** Where in the body the id stands, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a message is, as far as it can be told without parsing it. */
export type MessageSummary =
  | { readonly kind: 'request'; readonly method: string; readonly id: RequestId; readonly idSpan: Span }
  | { readonly kind: 'notification'; readonly method: string }
  | { readonly kind: 'response'; readonly id: RequestId; readonly idSpan: Span }
  /** An answer that is an error; without an id when the request's own could not be read. */
  | { readonly kind: 'error'; readonly id: RequestId | null; readonly idSpan: Span }
  | { readonly kind: 'not-a-message'; readonly reason: 'batch' | 'not-an-object' | 'not-json-rpc' }

export function encodeRequest(id: RequestId, method: string, params: unknown): Buffer {
  return encodeMessage({ id, method, params })
}

export function encodeNotification(method: string, params: unknown): Buffer {
  return encodeMessage({ method, params })
}

export function encodeResult(id: RequestId, result: unknown): Buffer {
  return encodeMessage({ id, result })
}

/** The same message under another id; every other byte as it was. */
export function replaceId(body: Buffer, { start, end }: Span, id: RequestId): Buffer {
  return Buffer.concat([body.subarray(0, start), Buffer.from(JSON.stringify(id)), body.subarray(end)])
}

export function encodeMessage(message: object): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
}
