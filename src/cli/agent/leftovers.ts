import type { PointingEditor } from './find-editors.js'
import type { Kept } from './remove-files.js'

/** Who still uses what an uninstallation is to take away. */
export interface Leftovers {
  /** The pid of a daemon that is not launchd's. */
  readonly foreground: number | undefined
  /** How many gopls belong to a relay that supervises its own. */
  readonly relaysGopls: number
  /** Pids of gopls that do not end. */
  readonly stuck: readonly number[]
  /** Applications that a living relay may still load a part of. */
  readonly applications: readonly string[]
  readonly pointing: readonly PointingEditor[]
}

/** What nobody uses goes; with `purge` everything goes. */
export function chooseKept(leftovers: Leftovers, purge: boolean): Kept {
  if (purge) return { run: false, dropIn: false, configurationAndLogs: false }
  const run =
    leftovers.foreground !== undefined ||
    leftovers.relaysGopls + leftovers.stuck.length + leftovers.applications.length > 0
  return { run, dropIn: run || leftovers.pointing.length > 0, configurationAndLogs: true }
}

/** What is left and why, a line each, with what to type. */
export function describeLeftovers(leftovers: Leftovers, purge: boolean, dropIn: string): readonly string[] {
  const { foreground, relaysGopls, stuck, applications, pointing } = leftovers
  const lines = stuck.map(pid => `gopls with pid ${pid} does not end, not even by SIGKILL`)
  const editors = pointing.map(({ editor, file }) => `${editor.name} (${file})`).join(', ')
  if (purge)
    return editors === ''
      ? lines
      : [...lines, `still named, though it is gone: ${dropIn}, by ${editors}. Take it out there.`]
  if (foreground !== undefined)
    lines.push(`kept: run/ and the drop-in, for the daemon in the foreground (pid ${foreground})`)
  if (relaysGopls + applications.length > 0)
    lines.push('kept until they close: what the editors that are open now use. Then uninstall again.')
  if (editors !== '')
    lines.push(
      `kept: ${dropIn}, which passes on to the real gopls now, because of ${editors}. See: gopls-guardian disconnect`,
    )
  return lines
}
