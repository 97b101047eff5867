import { encodeNotification } from '../lsp/message.js'

/** What the relay tells the person at the editor in its own name. */

const messageTypes = { error: 1, warning: 2 } as const

export function encodeShownMessage(severity: keyof typeof messageTypes, message: string): Buffer {
  return encodeNotification('window/showMessage', { type: messageTypes[severity], message })
}

/** What could not be made as it was before, for the editor's log. */
export function describeDifferences({
  unknownDocuments = [],
  changedCapabilities,
}: {
  readonly unknownDocuments?: readonly string[]
  readonly changedCapabilities: readonly string[]
}): readonly Buffer[] {
  return [
    ...(unknownDocuments.length === 0
      ? []
      : [
          `gopls was replaced, and takes these documents as they are on disk until they are opened again: ${unknownDocuments.join(', ')}`,
        ]),
    ...(changedCapabilities.length === 0
      ? []
      : [
          `gopls was replaced by one that can do other things (${changedCapabilities.join(', ')}): restart the language server to use them`,
        ]),
  ].map(message => encodeNotification('window/logMessage', { type: messageTypes.warning, message }))
}
