import { encodeError } from '../lsp/lsp-errors.js'
import { encodeResult } from '../lsp/message.js'
import type { PendingRequest } from '../lsp/pending-requests.js'
import { decideFate } from '../lsp/request-fate.js'
import type { Exchange } from './exchange.js'
import type { Reach } from './from-editor.js'
import { refuseWithoutGopls } from './refusals.js'

/** Answers in gopls's stead what the editor has asked; `answer` gives undefined for what is to wait on. */
export function answerPending(
  exchange: Exchange,
  answer: (request: PendingRequest) => Buffer | undefined,
): void {
  for (const request of [...exchange.journal.fromEditor.values()]) {
    const body = answer(request)
    if (body) exchange.sayToEditor(body)
  }
}

/** There is no gopls for now. `initialize` waits on: it has a limit of its own. */
export function refusePending(exchange: Exchange, message: string): void {
  const { initialize } = exchange.journal.toldToGopls
  answerPending(exchange, request => {
    if (request.id === initialize?.id && !initialize.answer) return undefined
    const fate = decideFate(request)
    return fate.kind === 'refuse'
      ? encodeError(request.id, fate.error)
      : refuseWithoutGopls(request.id, message)
  })
}

const initializeTimedOut =
  'gopls did not answer in time. `gopls-guardian status` tells what is wrong with it; then restart the language server.'

/** Its time is up. */
export function refuseInitialize(exchange: Exchange, reach: Reach): void {
  const { initialize } = exchange.journal.toldToGopls
  if (!initialize || initialize.answer) return
  const message = reach.kind === 'none' ? reach.message : initializeTimedOut
  exchange.sayToEditor(refuseWithoutGopls(initialize.id, message))
}

/** `shutdown` ends the editor's session, not gopls: there is nothing that could fail. */
export function grantShutdown(exchange: Exchange): void {
  answerPending(exchange, ({ id, method }) => (method === 'shutdown' ? encodeResult(id, null) : undefined))
}
