import { offsetAt, positionAt, type Range, type TextEdit } from './positions.js'

export interface EditorDocument {
  readonly uri: string
  /** Tells this opening from any earlier one. */
  readonly opening: number
  readonly version: number
  readonly text: string
}

/** One piece of typing: what stood from `start` to `end` becomes `text`. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface ContentChange {
  readonly range?: Range
  readonly text: string
}

/** What the editor has on its screen. Kept with plain strings: the relay's own mirror must not be its own witness. */
export class EditorDocuments {
  readonly #open = new Map<string, EditorDocument>()
  #openings = 0

  get all(): readonly EditorDocument[] {
    return [...this.#open.values()]
  }

  get(uri: string): EditorDocument | undefined {
    return this.#open.get(uri)
  }

  open(uri: string, text: string): EditorDocument {
    this.#openings += 1
    return this.#set({ uri, opening: this.#openings, version: 1, text })
  }

  close(uri: string): void {
    this.#open.delete(uri)
  }

  /** Each splice is made on the text that the one before it left. */
  splice(document: EditorDocument, splices: readonly Splice[]): readonly ContentChange[] {
    let { text } = document
    const changes = splices.map(splice => {
      const range = { start: positionAt(text, splice.start), end: positionAt(text, splice.end) }
      text = text.slice(0, splice.start) + splice.text + text.slice(splice.end)
      return { range, text: splice.text }
    })
    this.#set({ ...document, version: document.version + 1, text })
    return changes
  }

  replace(document: EditorDocument, text: string): readonly ContentChange[] {
    this.#set({ ...document, version: document.version + 1, text })
    return [{ text }]
  }

  #set(document: EditorDocument): EditorDocument {
    this.#open.set(document.uri, document)
    return document
  }
}

/** Edits that all speak of the same text, as splices to be made one after another: the last in the text first. */
export function toSplices(text: string, edits: readonly TextEdit[]): readonly Splice[] {
  return edits
    .map(({ range, newText }) => ({
      start: offsetAt(text, range.start),
      end: offsetAt(text, range.end),
      text: newText,
    }))
    .reverse()
    .sort((one, other) => other.start - one.start)
}
