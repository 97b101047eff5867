import type { RequestId } from './message.js'

/**
 * Ids for what gopls asks of the editor. Each gopls counts from 1 again, so the editor gets ids that never come
 * twice in its session; on the first connection they are the same, as long as every request is forwarded.
 */
export class IdTranslation {
  #lastId = 0
  readonly #goplsIds = new Map<number, RequestId>()
  readonly #editorIds = new Map<RequestId, number>()

  /** A new id for the editor; for a request of the relay itself without an id of gopls. */
  forEditor(goplsId?: RequestId): number {
    this.#lastId += 1
    if (goplsId !== undefined) {
      this.#goplsIds.set(this.#lastId, goplsId)
      this.#editorIds.set(goplsId, this.#lastId)
    }
    return this.#lastId
  }

  /** The id that gopls knows an answer by, once; undefined for a late one and for one that nobody asked for. */
  takeForGopls(editorId: RequestId): RequestId | undefined {
    const goplsId = typeof editorId === 'number' ? this.#goplsIds.get(editorId) : undefined
    if (goplsId !== undefined) this.forget(goplsId)
    return goplsId
  }

  /** The id that the editor knows a request by, for `$/cancelRequest`. */
  editorIdOf(goplsId: RequestId): number | undefined {
    return this.#editorIds.get(goplsId)
  }

  /** The relay answers this one itself: the editor's own answer would be late. */
  forget(goplsId: RequestId): void {
    const editorId = this.#editorIds.get(goplsId)
    this.#editorIds.delete(goplsId)
    if (editorId !== undefined) this.#goplsIds.delete(editorId)
  }

  /** Answers to the old gopls are late from now on. */
  connectionLost(): void {
    this.#goplsIds.clear()
    this.#editorIds.clear()
  }
}
