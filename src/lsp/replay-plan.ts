import { encodeError } from './lsp-errors.js'
import { encodeNotification, encodeResult, type RequestId } from './message.js'
import type { PendingRequest } from './pending-requests.js'
import { decideFate, type RequestFate } from './request-fate.js'
import type { SessionJournal } from './session-journal.js'
import type { ToldToEditor } from './told-to-editor.js'
import type { ToldToGopls } from './told-to-gopls.js'

export interface ReplayPlan {
  /** Messages for gopls, in this order. */
  readonly toGopls: readonly Buffer[]
  /** The requests among them, under the editor's own ids: for `journal.connectionOpened`. */
  readonly sentIds: readonly RequestId[]
  /** Messages for the editor, in gopls's name: answers to what is not sent again, ends of progress. */
  readonly toEditor: readonly Buffer[]
  readonly fates: readonly { readonly request: PendingRequest; readonly fate: RequestFate }[]
  /** Open documents whose text is not known: gopls will see them as they are on disk. */
  readonly unknownDocuments: readonly string[]
}

/**
 * What brings a fresh gopls to where the editor believes it to be. To be made and carried out in one go, when
 * `initialize` is answered: its texts are those of that moment.
 */
export function planReplay(journal: SessionJournal): ReplayPlan {
  const told = journal.toldToGopls
  const fates = [...journal.fromEditor.values()]
    .filter(request => !isAwaitedInitialize(request, told))
    .map(request => ({ request, fate: decideFate(request) }))
  const sent = fates.flatMap(({ request, fate }) =>
    fate.kind === 'send' ? [{ id: request.id, body: fate.body }] : [],
  )
  return {
    toGopls: [...encodeSession(told), ...sent.map(({ body }) => body)],
    sentIds: sent.map(({ id }) => id),
    toEditor: [
      ...fates.flatMap(({ request, fate }) => answerInstead(request.id, fate)),
      ...endStaleProgress(journal.toldToEditor),
    ],
    fates,
    unknownDocuments: told.documents.filter(({ text }) => text === undefined).map(({ uri }) => uri),
  }
}

/** It opened the connection already. */
function isAwaitedInitialize(request: PendingRequest, { initialize }: ToldToGopls): boolean {
  return request.id === initialize?.id && initialize.answer === undefined
}

/** What follows `initialize` on a fresh connection. */
export function encodeSession(told: ToldToGopls): readonly Buffer[] {
  const { initialized, configuration, documents } = told
  return [
    ...(initialized ? [encodeNotification('initialized', {})] : []),
    ...(configuration === undefined
      ? []
      : [encodeNotification('workspace/didChangeConfiguration', configuration)]),
    ...documents.flatMap(({ text, ...document }) =>
      text === undefined
        ? []
        : [encodeNotification('textDocument/didOpen', { textDocument: { ...document, text } })],
    ),
  ]
}

function answerInstead(id: RequestId, fate: RequestFate): readonly Buffer[] {
  switch (fate.kind) {
    case 'refuse':
      return [encodeError(id, fate.error)]
    case 'grant':
      return [encodeResult(id, null)]
    case 'send':
      return []
    default:
      return fate satisfies never
  }
}

/** Progress of the gopls before, which nobody else will end. */
export function endStaleProgress({ staleProgress }: ToldToEditor): readonly Buffer[] {
  const value = { kind: 'end', message: 'interrupted: gopls was replaced' }
  return staleProgress.map(token => encodeNotification('$/progress', { token, value }))
}
