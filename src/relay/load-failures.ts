import { asObject } from '../lsp/read-params.js'
import { readLoadText } from './load-watch.js'
import { loadFailureTitle } from './told-error.js'

/**
 * Tells when what gopls said of errors is over: at the end of a load in which it said nothing of any (it says
 * "Finished loading packages" of one that failed too), and at the end of the failure that it shows as progress.
 */
export class LoadFailures {
  #isFlawless = false
  #shown: unknown

  /** Takes in a notification of gopls. */
  areOver(method: string, params: unknown, isError: boolean): boolean {
    const text = readLoadText(method, params)
    const { token, value } = asObject(params) ?? {}
    const { kind, title } = asObject(value) ?? {}
    if (isError) this.#isFlawless = false
    if (text?.startsWith('Loading packages')) this.#isFlawless = true
    if (kind === 'begin' && title === loadFailureTitle) this.#shown = token
    if (kind === 'end' && this.#shown !== undefined && token === this.#shown) {
      this.#shown = undefined
      return true
    }
    return this.#isFlawless && text?.startsWith('Finished loading packages') === true
  }
}
