import type { MessageSummary, RequestId, Span } from './message.js'
import { closeBrace, colon, comma, openBrace, openBracket, quote, skipSpace, skipValue } from './skip-json.js'

/** Longer ones are nobody's; it also bounds what is decoded. */
const maxNameBytes = 1024

interface Members {
  method: string | undefined
  id: { readonly value: RequestId | null; readonly span: Span } | undefined
  hasError: boolean
}

/**
 * Tells what a message is, in one pass over the top level of its JSON and without parsing it. Stops as soon as
 * nothing that follows could change the answer; whether the rest is JSON is for the receiver to find out.
 */
export function peekMessage(body: Buffer): MessageSummary {
  const start = skipSpace(body, 0)
  if (body[start] === openBracket) return { kind: 'not-a-message', reason: 'batch' }
  if (body[start] !== openBrace) return { kind: 'not-a-message', reason: 'not-an-object' }
  const members = readMembers(body, start + 1)
  return (members && classify(members)) ?? { kind: 'not-a-message', reason: 'not-json-rpc' }
}

function classify({ method, id, hasError }: Members): MessageSummary | undefined {
  const value = id?.value ?? null
  if (method !== undefined)
    return id === undefined || value === null
      ? { kind: 'notification', method }
      : { kind: 'request', method, id: value, idSpan: id.span }
  if (id === undefined) return undefined
  if (hasError) return { kind: 'error', id: value, idSpan: id.span }
  return value === null ? undefined : { kind: 'response', id: value, idSpan: id.span }
}

/** Undefined when it is not an object, or not one of JSON-RPC. */
function readMembers(body: Buffer, start: number): Members | undefined {
  const members: Members = { method: undefined, id: undefined, hasError: false }
  let at = skipSpace(body, start)
  if (body[at] === closeBrace) return members
  for (;;) {
    const keyEnd = body[at] === quote ? skipValue(body, at) : -1
    if (keyEnd < 0) return undefined
    const key = decodeString(body, { start: at, end: keyEnd })
    const colonAt = skipSpace(body, keyEnd)
    if (body[colonAt] !== colon) return undefined
    const valueStart = skipSpace(body, colonAt + 1)
    if (decideEarly(members, key, body, valueStart)) return members
    const valueEnd = skipValue(body, valueStart)
    if (valueEnd < 0 || !addMember(members, key, body, { start: valueStart, end: valueEnd })) return undefined
    at = skipSpace(body, valueEnd)
    if (body[at] === closeBrace) return skipSpace(body, at + 1) === body.length ? members : undefined
    if (body[at] !== comma) return undefined
    at = skipSpace(body, at + 1)
  }
}

/** True when neither the value that begins here, which may be long, nor what follows it need be looked at. */
function decideEarly(members: Members, key: string | undefined, body: Buffer, valueStart: number): boolean {
  const isNested = body[valueStart] === openBrace || body[valueStart] === openBracket
  const isPayload = key === 'params' ? members.method !== undefined : key === 'result' || key === 'error'
  if (!isNested || !isPayload) return false
  members.id ??= readTrailingId(body)
  if (members.id === undefined) return false
  if (key === 'error') members.hasError = true
  return true
}

/**
 * gopls writes the id last: `…,"id":42}`. Bytes that end so are the end of the outermost object: digits right
 * before its closing brace are in no string, and a key that ends in `,"id"` without a backslash is `id`.
 */
function readTrailingId(body: Buffer): Members['id'] {
  const [, digits] = /,"id":(\d{1,15})\}$/.exec(body.toString('latin1', Math.max(0, body.length - 24))) ?? []
  if (digits === undefined) return undefined
  const end = body.length - 1
  return { value: Number(digits), span: { start: end - digits.length, end } }
}

/** False when this member makes it no message of JSON-RPC. */
function addMember(members: Members, key: string | undefined, body: Buffer, span: Span): boolean {
  switch (key) {
    case 'method':
      members.method = decodeString(body, span)
      return members.method !== undefined
    case 'id': {
      const value = readId(body, span)
      if (value === undefined) return false
      members.id = { value, span }
      return true
    }
    case 'error':
      members.hasError = body.toString('latin1', span.start, span.end) !== 'null'
      return true
    default:
      return true
  }
}

function readId(body: Buffer, span: Span): RequestId | null | undefined {
  if (body[span.start] === quote) return decodeString(body, span)
  const text = body.toString('latin1', span.start, Math.min(span.end, span.start + maxNameBytes))
  if (text === 'null') return null
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

/** Undefined for a string that is too long, for a broken one, and for what is no string. */
function decodeString(body: Buffer, { start, end }: Span): string | undefined {
  if (body[start] !== quote || end - start > maxNameBytes) return undefined
  const text = body.toString('utf8', start, end)
  if (!text.includes('\\')) return text.slice(1, -1)
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}
