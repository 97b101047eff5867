import { lspErrors } from '../../src/lsp/lsp-errors.js'
import type { BookedRequest } from './request-book.js'

/** When gopls was killed: never, only when it had recovered from the last time, or at any moment. */
export type Deaths = 'none' | 'between' | 'any'

/** Every error that the editor got though it should not have. */
export function findWrongErrors(requests: readonly BookedRequest[], deaths: Deaths): readonly string[] {
  return requests.flatMap(request => {
    const { id, method, cancelled, error } = request
    if (!error || isAllowed(request, deaths)) return []
    const asked = `${cancelled ? 'the cancelled ' : ''}${method} (${id})`
    return [`${asked} was answered with the error ${error.code}: ${error.message}`]
  })
}

function isAllowed({ method, effects, cancelled, error }: BookedRequest, deaths: Deaths): boolean {
  if (!error) return true
  const says = (name: keyof typeof lspErrors): boolean =>
    error.code === lspErrors[name].code && error.message === lspErrors[name].message
  if (cancelled && (error.code === lspErrors.cancelled.code || error.message.endsWith('context canceled')))
    return true
  if (says('may-have-had-effects')) return effects !== undefined && deaths !== 'none'
  if (says('suspect-request')) return deaths === 'any'
  return [...goplsErrors, ...(deaths === 'none' ? [] : errorsOfOtherText)].some(
    known => known.method.test(method) && known.code === error.code && known.message.test(error.message),
  )
}

interface KnownError {
  readonly method: RegExp
  readonly code: number
  readonly message: RegExp
}

/** What a gopls that nobody kills answers too: most of it because the file does not parse at the moment. */
const goplsErrors: readonly KnownError[] = [
  { method: /willSaveWaitUntil$/, code: -32601, message: /not yet implemented$/ },
  { method: /formatting$/, code: 0, message: /^\d+:\d+: / },
  { method: /(references|rename|prepareRename|definition)$/, code: 0, message: /^no identifier found$/ },
  { method: /references$/, code: 0, message: /^no object found for "\w+"$/ },
  { method: /hover$/, code: 0, message: /^rune error$/ },
  { method: /prepareRename$/, code: 0, message: /^can't (rename|find) / },
  { method: /references$/, code: 0, message: /^references to builtin "\w+" are not supported$/ },
]

/** A question that is asked again is asked of the text of then; its position may be gone. */
const errorsOfOtherText: readonly KnownError[] = [
  { method: /^textDocument\//, code: 0, message: /(column|line) (number )?\d* ?.*(beyond|out of|past)/ },
]
