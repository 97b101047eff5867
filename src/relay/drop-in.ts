import { readFileSync } from 'node:fs'
import { fillTemplate } from '../host/fill-template.js'
import { quoteForShell } from '../host/quote-for-shell.js'

/** What a drop-in needs to know of where it is installed. */
export interface DropInFacts {
  readonly stateFolder: string
  /** GOPLS_GUARDIAN_HOME as it was set at the installation; null where it was not. */
  readonly home: string | null
  /** The program that Node runs for the language server, `dist/cli/lsp.js`. */
  readonly entry: string
  /** The Node to take first. */
  readonly node: string
  /** Why the language server cannot be guardian's, where that is known already; null otherwise. */
  readonly trouble: string | null
}

export interface DropInTemplate {
  /** `bin/gopls` of this package. */
  readonly launcher: string
  /** `bin/find-node.sh` of this package. */
  readonly findNode: string
}

/** The text of a drop-in: a script for sh, to be called exactly `gopls`. */
export function buildDropIn(template: DropInTemplate, facts: DropInFacts): string {
  return fillTemplate(template.launcher, {
    state: quoteForShell(facts.stateFolder),
    home: quoteForShell(facts.home ?? ''),
    entry: quoteForShell(facts.entry),
    trouble: quoteForShell(facts.trouble ?? ''),
    'find-node': fillTemplate(template.findNode, { node: quoteForShell(facts.node) }).trimEnd(),
  })
}

/** Both lie two folders above this file, in src/ and in dist/. */
export function readDropInTemplate(): DropInTemplate {
  const read = (name: string) => readFileSync(new URL(`../../bin/${name}`, import.meta.url), 'utf8')
  return { launcher: read('gopls'), findNode: read('find-node.sh') }
}
