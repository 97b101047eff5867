import fc from 'fast-check'
import { encodeError } from '../../src/lsp/lsp-errors.js'
import type { RequestId } from '../../src/lsp/message.js'
import { peekMessage } from '../../src/lsp/peek-message.js'
import { planReplay } from '../../src/lsp/replay-plan.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { SessionScript } from './session-script.js'

export type ModelStep =
  | { readonly kind: 'ask'; readonly id: number; readonly effects: boolean }
  | { readonly kind: 'answer' | 'cancel'; readonly id: number }
  | { readonly kind: 'die' | 'reopen' }

/** Deaths are as frequent as all else, so that some requests see several. */
export const anyModelStep: fc.Arbitrary<ModelStep> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), effects: fc.boolean(), id: fc.nat(30) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('answer' as const, 'cancel' as const), id: fc.nat(30) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('die' as const, 'reopen' as const) }) },
)

/** An editor, a relay that does no more than it is told, and a gopls that dies. */
export class ModelSession {
  readonly #journal = new SessionJournal()
  readonly #script = new SessionScript(this.#journal)
  readonly #asked = new Map<RequestId, { readonly effects: boolean; answers: number; deliveries: number }>()
  /** What the gopls of now has received and not answered; undefined while there is none. */
  #gopls: Set<RequestId> | undefined

  take(step: ModelStep): void {
    switch (step.kind) {
      case 'ask':
        this.#ask(step.id, step.effects)
        break
      case 'cancel':
        this.#script.notifies('editor', '$/cancelRequest', { id: step.id })
        break
      case 'answer':
        this.#answer(step.id)
        break
      case 'die':
        this.#gopls = undefined
        this.#journal.connectionLost()
        break
      case 'reopen':
        this.#reopen()
        break
      default:
        step satisfies never
    }
  }

  settleAll(): void {
    this.#reopen()
    for (const id of this.#gopls ?? []) this.#answer(id)
  }

  get isJust(): boolean {
    return (
      this.#journal.fromEditor.size === 0 &&
      [...this.#asked.values()].every(
        ({ effects, answers, deliveries }) => answers === 1 && deliveries <= (effects ? 1 : 2),
      )
    )
  }

  #ask(id: RequestId, effects: boolean): void {
    if (this.#asked.has(id)) return
    this.#asked.set(id, { effects, answers: 0, deliveries: 0 })
    const method = effects ? 'workspace/executeCommand' : 'textDocument/hover'
    const { refused } = this.#script.asks('editor', id, method, { command: 'gopls.tidy' })
    if (refused) this.#deliverToEditor(encodeError(id, refused))
    else if (this.#gopls) this.#deliverToGopls(id)
  }

  #answer(id: RequestId): void {
    if (this.#gopls?.delete(id))
      this.#deliverToEditor(Buffer.from(`{"jsonrpc":"2.0","result":null,"id":${id}}`))
  }

  #reopen(): void {
    if (this.#gopls) return
    this.#gopls = new Set()
    const plan = planReplay(this.#journal)
    for (const id of plan.sentIds) this.#deliverToGopls(id)
    for (const body of plan.toEditor) this.#deliverToEditor(body)
    this.#journal.connectionOpened(plan.sentIds, this.#script.nowMs)
  }

  #deliverToGopls(id: RequestId): void {
    const asked = this.#asked.get(id)
    if (asked) asked.deliveries += 1
    this.#gopls?.add(id)
  }

  #deliverToEditor(body: Buffer): void {
    this.#script.says('gopls', body)
    const summary = peekMessage(body)
    const asked = 'id' in summary && summary.id !== null ? this.#asked.get(summary.id) : undefined
    if (asked) asked.answers += 1
  }
}
