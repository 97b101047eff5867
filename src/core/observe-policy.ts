import type { ObservedVerdict } from './judge-observed.js'
import type { ObservedEditor, ObservedKind } from './observed-gopls.js'

/** What somebody wants done about a verdict (`observe.policy`); all others are only told of. */
export interface ObservePolicy {
  readonly orphan: 'report' | 'end'
  readonly stopped: 'report' | 'resume' | 'end'
  readonly spinning: 'report' | 'end'
  readonly bloated: 'report' | 'end'
}

export interface ObservedCase {
  readonly kind: ObservedKind
  readonly editor: ObservedEditor
  readonly verdict: ObservedVerdict
  /** How often something was done about this process since it has had this verdict. */
  readonly tries: number
  /** How many that this editor owned guardian has ended within the last hour. */
  readonly recentEnds: number
}

export interface ObservedDecision {
  readonly action: 'report' | 'resume' | 'end'
  /** One line of plain words: why that, or why not more than that. */
  readonly why: string
}

/** Editors count: VS Code does not start a server again that has gone for the fifth time. Of an orphan none knows. */
export const maxEndsPerHour = 3
const maxTries = 3

/** What is done about a gopls that guardian did not start. */
export function decideObserved(
  { kind, editor, verdict, tries, recentEnds }: ObservedCase,
  { policy, dryRun }: { readonly policy: ObservePolicy; readonly dryRun: boolean },
): ObservedDecision {
  if (verdict === 'healthy' || verdict === 'unknown') return report('nothing to do')
  if (verdict === 'duplicate' || verdict === 'old') return report('told of, never ended')
  const wanted = policy[verdict]
  const setting = `observe.policy.${verdict} is "${wanted}"`
  if (wanted === 'report') return report(setting)
  if (kind === 'command') return report('somebody runs it by hand')
  if (tries >= maxTries) return report(`to ${wanted} it was tried ${tries} times`)
  if (wanted === 'end' && verdict !== 'orphan' && recentEnds >= maxEndsPerHour)
    return report(describeLimit(editor))
  return dryRun ? report(`dry run: would ${wanted} it`) : { action: wanted, why: setting }
}

function report(why: string): ObservedDecision {
  return { action: 'report', why }
}

function describeLimit(editor: ObservedEditor): string {
  const command = `gopls-guardian connect ${connectable.has(editor) ? editor : 'EDITOR'}`
  return `${maxEndsPerHour} of this editor's were ended within an hour; "${command}" would heal it without the editor noticing`
}

/** Those that `gopls-guardian connect` knows, by the same names. */
export const connectable: ReadonlySet<ObservedEditor> = new Set([
  'vscode',
  'cursor',
  'zed',
  'neovim',
  'emacs',
  'helix',
  'sublime',
  'claude-code',
])
