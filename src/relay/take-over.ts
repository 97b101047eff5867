import { encodeRequest } from '../lsp/message.js'
import type { Registration } from '../lsp/read-params.js'
import { compareRegistrations } from '../lsp/registrations.js'
import { endStaleProgress } from '../lsp/replay-plan.js'
import type { Exchange } from './exchange.js'
import type { NextGopls } from './next-gopls.js'

/**
 * From here on the editor's session is with the gopls that was loaded beside the other. To be done while nothing is
 * unanswered, so that no request is lost, and none sent twice.
 */
export function takeOver(exchange: Exchange, next: NextGopls, nowMs: number): void {
  const { journal } = exchange
  const { connection, heard } = next
  exchange.disconnect()
  exchange.connect(connection)
  journal.connectionOpened([], nowMs)
  for (const body of endStaleProgress(journal.toldToEditor)) exchange.sayToEditor(body)
  tellRegistrations(exchange, heard.registrations)
  for (const { token, begin } of heard.openProgress) {
    exchange.tellEditor(encodeRequest(exchange.ids.forEditor(), 'window/workDoneProgress/create', { token }))
    if (begin) exchange.sayToEditor(begin)
  }
  for (const body of heard.diagnostics) exchange.sayToEditor(body)
  exchange.regulate()
}

/** gopls has its answer already; the editor hears only what is news to it, and its own answer goes nowhere. */
function tellRegistrations(exchange: Exchange, asked: readonly Registration[]): void {
  const told = exchange.journal.toldToEditor
  const { unregister, register } = compareRegistrations(told.registrations, asked)
  exchange.unregister(unregister)
  if (register.length > 0)
    exchange.tellEditor(
      encodeRequest(exchange.ids.forEditor(), 'client/registerCapability', { registrations: register }),
    )
  told.register(asked)
}
