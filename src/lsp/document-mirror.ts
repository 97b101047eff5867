import { TextDocument } from 'vscode-languageserver-textdocument'
import { type PositionEncoding, toUtf16Column } from './position-encoding.js'
import type { ContentChange, OpenedDocument, Position } from './read-params.js'

/** A document that the editor has open. */
export interface MirroredDocument {
  readonly uri: string
  readonly languageId: string
  /** Grows with each change; the editor's own number where that grows too. */
  readonly version: number
  /** Undefined when the editor's text is not known: too long to keep, or changed in a way that is not understood. */
  readonly text: string | undefined
}

export interface MirrorLimits {
  readonly documents: number
  /** UTF-16 units of all texts together. */
  readonly textUnits: number
}

export type MirrorFinding = 'documents-full' | 'text-not-kept' | 'text-not-understood' | 'not-open'

interface Entry {
  readonly languageId: string
  readonly version: number
  readonly document: TextDocument | undefined
  /** The document is changed in place, so its length is noted beside it. */
  readonly textUnits: number
}

const maxVersion = 0x7fffffff

/** The editor's open documents, kept equal to what it has on its screen. */
export class DocumentMirror {
  readonly #limits: MirrorLimits
  readonly #entries = new Map<string, Entry>()
  #textUnits = 0

  constructor(limits: MirrorLimits) {
    this.#limits = limits
  }

  get documents(): readonly MirroredDocument[] {
    return [...this.#entries].map(([uri, { languageId, version, document }]) => ({
      uri,
      languageId,
      version,
      text: document?.getText(),
    }))
  }

  /** Opening what is open already begins it anew: some editors never close. */
  open({ uri, languageId, version, text }: OpenedDocument): MirrorFinding | undefined {
    const before = this.#entries.get(uri)
    if (!before && this.#entries.size >= this.#limits.documents) return 'documents-full'
    const opened = before ? nextVersion(before.version, version) : (version ?? 1)
    const document = TextDocument.create(uri, languageId, opened, text)
    return this.#keep(uri, languageId, opened, document)
  }

  /** `changes` undefined: they could not be read. */
  change(
    uri: string,
    editorVersion: number | undefined,
    changes: readonly ContentChange[] | undefined,
    encoding: PositionEncoding,
  ): MirrorFinding | undefined {
    const before = this.#entries.get(uri)
    if (!before) return 'not-open'
    const version = nextVersion(before.version, editorVersion)
    const document = changes && applyChanges(uri, before, changes, encoding)
    const finding = this.#keep(uri, before.languageId, version, document)
    return changes ? finding : 'text-not-understood'
  }

  close(uri: string): void {
    this.#textUnits -= this.#entries.get(uri)?.textUnits ?? 0
    this.#entries.delete(uri)
  }

  /** The text goes where it would pass the limit; the next whole text that fits brings it back. */
  #keep(
    uri: string,
    languageId: string,
    version: number,
    document: TextDocument | undefined,
  ): MirrorFinding | undefined {
    const othersUnits = this.#textUnits - (this.#entries.get(uri)?.textUnits ?? 0)
    const textUnits = document?.getText().length ?? 0
    const fits = othersUnits + textUnits <= this.#limits.textUnits
    const entry = fits ? { document, textUnits } : { document: undefined, textUnits: 0 }
    this.#entries.set(uri, { languageId, version, ...entry })
    this.#textUnits = othersUnits + entry.textUnits
    return fits ? undefined : 'text-not-kept'
  }
}

/** A version is not trusted further than it grows: some editors always send 1. */
function nextVersion(before: number, editorVersion: number | undefined): number {
  if (editorVersion !== undefined && editorVersion > before) return editorVersion
  return Math.min(before + 1, maxVersion)
}

/** Undefined when the text is not known after them. */
function applyChanges(
  uri: string,
  { document, languageId }: Entry,
  changes: readonly ContentChange[],
  encoding: PositionEncoding,
): TextDocument | undefined {
  let current = document
  for (const { range, text } of changes) {
    if (!range) current = TextDocument.create(uri, languageId, 0, text)
    else if (current) {
      const start = toUtf16Position(current, range.start, encoding)
      const end = toUtf16Position(current, range.end, encoding)
      TextDocument.update(current, [{ range: { start, end }, text }], 0)
    }
  }
  return current
}

/** A place in the document, for any position: the library loses count of lines at ranges behind the last one. */
function toUtf16Position(document: TextDocument, position: Position, encoding: PositionEncoding): Position {
  const { line, character } = position
  if (line >= document.lineCount) return document.positionAt(document.getText().length)
  if (encoding === 'utf-16') return position
  const lineText = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } })
  return { line, character: toUtf16Column(lineText, character, encoding) }
}
