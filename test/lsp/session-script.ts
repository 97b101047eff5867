import { encodeMessage, type RequestId } from '../../src/lsp/message.js'
import { peekMessage } from '../../src/lsp/peek-message.js'
import type { Recorded, SessionJournal } from '../../src/lsp/session-journal.js'

/** Says things on both sides of a session, for its journal to record; each a millisecond after the one before. */
export class SessionScript {
  nowMs = 0
  readonly #journal: SessionJournal

  constructor(journal: SessionJournal) {
    this.#journal = journal
  }

  /** initialize, its answer, initialized: as every session begins. */
  begin(params: object = {}, result: object = { capabilities: {} }): this {
    this.#journal.connectionOpened([], this.nowMs)
    this.asks('editor', 'initialize', 'initialize', params)
    this.answers('gopls', 'initialize', result)
    this.notifies('editor', 'initialized', {})
    return this
  }

  asks(from: 'editor' | 'gopls', id: RequestId, method: string, params: unknown = {}): Recorded {
    return this.#say(from, { id, method, params })
  }

  notifies(from: 'editor' | 'gopls', method: string, params: unknown = {}): Recorded {
    return this.#say(from, { method, params })
  }

  answers(from: 'editor' | 'gopls', id: RequestId, result: unknown = null): Recorded {
    return this.#say(from, { id, result })
  }

  refuses(from: 'editor' | 'gopls', id: RequestId): Recorded {
    return this.#say(from, { id, error: { code: -32803, message: 'no' } })
  }

  says(from: 'editor' | 'gopls', body: Buffer): Recorded {
    this.nowMs += 1
    return this.#journal.record({ from, summary: peekMessage(body), body }, this.nowMs)
  }

  #say(from: 'editor' | 'gopls', message: object): Recorded {
    return this.says(from, encodeMessage(message))
  }
}
