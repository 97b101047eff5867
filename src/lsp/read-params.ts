import type { RequestId } from './message.js'
import { type PositionEncoding, positionEncodings } from './position-encoding.js'

/** The little that the journal wants of a message's params; undefined where they are not what LSP says. */

export type JsonObject = Readonly<Record<string, unknown>>

export interface OpenedDocument {
  readonly uri: string
  readonly languageId: string
  /** Undefined when it is no version. */
  readonly version: number | undefined
  readonly text: string
}

export interface Position {
  readonly line: number
  readonly character: number
}

export interface ContentChange {
  /** Undefined: the whole document. */
  readonly range: { readonly start: Position; readonly end: Position } | undefined
  readonly text: string
}

export interface Folder {
  readonly uri: string
  readonly name: string
}

export interface Registration {
  readonly id: string
  readonly method: string
  readonly registerOptions: unknown
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

export function readOpenedDocument(params: unknown): OpenedDocument | undefined {
  const { uri, languageId, version, text } = asObject(asObject(params)?.['textDocument']) ?? {}
  if (typeof uri !== 'string' || typeof text !== 'string') return undefined
  return {
    uri,
    languageId: typeof languageId === 'string' ? languageId : 'go',
    version: asVersion(version),
    text,
  }
}

export function readDocumentUri(params: unknown): string | undefined {
  return asText(asObject(asObject(params)?.['textDocument'])?.['uri'])
}

export function readDocumentVersion(params: unknown): number | undefined {
  return asVersion(asObject(asObject(params)?.['textDocument'])?.['version'])
}

export function readContentChanges(params: unknown): readonly ContentChange[] | undefined {
  return asListOf(asObject(params)?.['contentChanges'], asContentChange)
}

export function readFolderChange(
  params: unknown,
): { readonly added: readonly Folder[]; readonly removed: readonly Folder[] } | undefined {
  const event = asObject(asObject(params)?.['event'])
  const added = asListOf(event?.['added'] ?? [], asFolder)
  const removed = asListOf(event?.['removed'] ?? [], asFolder)
  return event && added && removed ? { added, removed } : undefined
}

export function readWorkspaceFolders(initializeParams: unknown): readonly Folder[] | undefined {
  return asListOf(asObject(initializeParams)?.['workspaceFolders'], asFolder)
}

export function readRegistrations(params: unknown): readonly Registration[] | undefined {
  return asListOf(asObject(params)?.['registrations'], asRegistration)
}

/** The specification's own spelling is `unregisterations`. */
export function readUnregistrations(params: unknown): readonly Registration[] | undefined {
  const object = asObject(params)
  return asListOf(object?.['unregisterations'] ?? object?.['unregistrations'], asRegistration)
}

export function readProgress(
  params: unknown,
): { readonly token: RequestId; readonly kind: string | undefined } | undefined {
  const object = asObject(params)
  const token = asRequestId(object?.['token'])
  return token === undefined ? undefined : { token, kind: asText(asObject(object?.['value'])?.['kind']) }
}

export function readDiagnostics(
  params: unknown,
): { readonly uri: string; readonly count: number } | undefined {
  const { uri, diagnostics } = asObject(params) ?? {}
  return typeof uri === 'string' && Array.isArray(diagnostics)
    ? { uri, count: diagnostics.length }
    : undefined
}

export function readCancelledId(params: unknown): RequestId | undefined {
  return asRequestId(asObject(params)?.['id'])
}

export function readTrace(params: unknown): string | undefined {
  return asText(asObject(params)?.['value'])
}

export function readCommand(params: unknown): string | undefined {
  return asText(asObject(params)?.['command'])
}

export function readConfigurationItems(params: unknown): readonly unknown[] {
  const items = asObject(params)?.['items']
  return Array.isArray(items) ? items : []
}

/** What positions count in, by what gopls answered to `initialize`; UTF-16 where it says nothing. */
export function readPositionEncoding(initializeResult: unknown): PositionEncoding {
  const encoding = asObject(asObject(initializeResult)?.['capabilities'])?.['positionEncoding']
  return positionEncodings.find(known => known === encoding) ?? 'utf-16'
}

function asListOf<T>(value: unknown, read: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const items = value.map(read)
  return items.every(item => item !== undefined) ? items : undefined
}

function asContentChange(value: unknown): ContentChange | undefined {
  const { range, text } = asObject(value) ?? {}
  if (typeof text !== 'string') return undefined
  // gopls takes a null for no range, and so do we.
  if (range === undefined || range === null) return { range: undefined, text }
  const start = asPosition(asObject(range)?.['start'])
  const end = asPosition(asObject(range)?.['end'])
  return start && end ? { range: { start, end }, text } : undefined
}

function asPosition(value: unknown): Position | undefined {
  const { line, character } = asObject(value) ?? {}
  return isCount(line) && isCount(character) ? { line, character } : undefined
}

function asFolder(value: unknown): Folder | undefined {
  const { uri, name } = asObject(value) ?? {}
  return typeof uri === 'string' ? { uri, name: typeof name === 'string' ? name : uri } : undefined
}

function asRegistration(value: unknown): Registration | undefined {
  const { id, method, registerOptions } = asObject(value) ?? {}
  return typeof id === 'string' && typeof method === 'string' ? { id, method, registerOptions } : undefined
}

function asVersion(value: unknown): number | undefined {
  return Number.isInteger(value) && Math.abs(Number(value)) <= 0x7fffffff ? Number(value) : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asRequestId(value: unknown): RequestId | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0
}
