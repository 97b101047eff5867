import type { ToldErrorCode } from '../control/supervision.js'
import { asObject } from '../lsp/read-params.js'

export interface ToldError {
  readonly code: ToldErrorCode
  readonly message: string
}

/** `MessageType.Error` of LSP. */
const typeError = 1
/** gopls's `WorkspaceLoadFailure`: a progress that is open for as long as the error lasts. */
export const loadFailureTitle = 'Error loading workspace'
const longestMessage = 2_000

/** What gopls tells the editor of an error, while it lives on with an empty stderr; undefined for anything else. */
export function readToldError(method: string, params: unknown): ToldError | undefined {
  const message = readErrorText(method, params)
  return message === undefined
    ? undefined
    : { code: classify(message), message: message.slice(0, longestMessage) }
}

function readErrorText(method: string, params: unknown): string | undefined {
  const { type, message, value } = asObject(params) ?? {}
  if (method === 'window/showMessage' || method === 'window/logMessage')
    return type === typeError && typeof message === 'string' ? message : undefined
  const progress = method === '$/progress' ? asObject(value) : undefined
  const text = progress?.['message']
  return progress?.['title'] === loadFailureTitle && typeof text === 'string' ? text : undefined
}

function classify(message: string): ToldErrorCode {
  return codes.find(({ pattern }) => pattern.test(message))?.code ?? 'other-error'
}

/** The first that fits; later ones are wider. The words are those of gopls 0.23 and Go 1.26. */
const codes: readonly { readonly code: ToldErrorCode; readonly pattern: RegExp }[] = [
  {
    code: 'go-not-found',
    pattern: /go command required, not found|exec: "go": executable file not found/,
  },
  {
    code: 'no-network',
    pattern:
      /module lookup disabled by GOPROXY=off|dial tcp|no such host|i\/o timeout|network is unreachable/,
  },
  {
    code: 'broken-go-mod',
    pattern: /errors parsing go\.(mod|work)|go\.(mod|work):\d+|go\.mod requires go|go\.sum entry/,
  },
  {
    code: 'load-failed',
    pattern:
      /Error loading workspace|errors loading workspace|workspace load failed|packages\.Load (#\d+|error)/,
  },
]
