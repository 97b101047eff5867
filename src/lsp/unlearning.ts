import { encodeNotification } from './message.js'
import type { Registration } from './read-params.js'
import type { ToldToEditor } from './told-to-editor.js'

/** What the editor must unlearn once a fresh gopls has loaded: all that it has not said again. */
export interface Unlearning {
  readonly clearedDiagnostics: readonly Buffer[]
  /** For `client/unregisterCapability`. */
  readonly unregistrations: readonly Registration[]
}

export function planUnlearning(told: ToldToEditor): Unlearning {
  return {
    clearedDiagnostics: told.staleDiagnosticUris.map(uri =>
      encodeNotification('textDocument/publishDiagnostics', { uri, diagnostics: [] }),
    ),
    unregistrations: told.staleRegistrations,
  }
}
