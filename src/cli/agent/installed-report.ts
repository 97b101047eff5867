import { quoteForShell } from '../../host/quote-for-shell.js'
import type { Editor } from '../editors/editor-list.js'
import { describeOverview } from '../health-text.js'
import type { InPlace } from './put-in-place.js'

export interface Installed extends InPlace {
  readonly logsFolder: string
  /** The program that stays when a clone goes. */
  readonly launcher: string
  /** Those of this computer. */
  readonly editors: readonly Editor[]
  /** The pids of every gopls that is not behind guardian. */
  readonly unguarded: readonly number[]
}

/** What a person wants to know once the agents run: that they do, where, and what is left to do. */
export function describeInstalled(installed: Installed): readonly string[] {
  return [
    '',
    ...describeProof(installed),
    `logs: ${installed.logsFolder}`,
    `gopls-guardian, as it is called in all of this: ${quoteForShell(installed.launcher)}`,
    'uninstall: make uninstall-agent (or: gopls-guardian agent uninstall)',
    '',
    ...describeEditors(installed),
    ...describeUnguarded(installed.unguarded),
  ]
}

function describeProof({ proven: { status, url } }: Installed): readonly string[] {
  const { pid, startedAt, instances } = status
  const editors = instances.reduce((sum, { sessionCount }) => sum + sessionCount, 0)
  return [
    `${describeOverview({ ...status, editors })} (this start: pid ${pid}, ${startedAt})`,
    ...(url === null ? [] : [`${url}/health`]),
  ]
}

function describeEditors({ editors, dropIn }: Installed): readonly string[] {
  if (editors.length === 0)
    return ['No editor was found here. See what each of them needs: gopls-guardian connect EDITOR']
  return editors.flatMap(({ name, place, lines, after }) => [
    `${name}: put this into ${place}`,
    ...lines(dropIn).map(line => `  ${line}`),
    `  (${after})`,
    '',
  ])
}

function describeUnguarded(pids: readonly number[]): readonly string[] {
  if (pids.length === 0) return []
  const [what, pointer] = pids.length === 1 ? ['1 gopls runs', 'pid'] : [`${pids.length} gopls run`, 'pids']
  return [
    `${what} that guardian does not watch over (${pointer} ${pids.join(', ')}): of editors not connected yet.`,
  ]
}
