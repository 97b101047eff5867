import { join } from 'node:path'
import { fillTemplate } from '../host/fill-template.js'
import { quoteForShell } from '../host/quote-for-shell.js'
import type { ApplicationFiles } from './application-files.js'
import { watchStateFile } from './watch-state.js'

/** What the launchers of an installed application must know. */
export interface LauncherFacts {
  /** The Node to take first (src/host/pinned-node.ts). */
  readonly node: string
  /** GOPLS_GUARDIAN_HOME as it is set at the installation, an absolute path; null where it is not set. */
  readonly home: string | null
  readonly runFolder: string
  /** The socket on which the daemon answers. */
  readonly apiSocket: string
}

/**
 * The two programs that launchd starts, filled in for the application in `folder`. They name that folder rather than
 * `current`, so that a process tells by its command line which application it uses.
 */
export function buildLaunchers(
  folder: string,
  files: ApplicationFiles,
  facts: LauncherFacts,
): ApplicationFiles {
  const read = (path: string) => files.get(path)?.toString('utf8') ?? ''
  const fill = (path: string, values: Readonly<Record<string, string>>) =>
    [path.replace(/\.sh$/, ''), Buffer.from(fillTemplate(read(path), values))] as const
  return new Map([
    fill('bin/gopls-guardian.sh', {
      main: quoteForShell(join(folder, 'dist', 'cli', 'main.js')),
      home: quoteForShell(facts.home ?? ''),
      run: quoteForShell(facts.runFolder),
      'find-node': fillTemplate(read('bin/find-node.sh'), { node: quoteForShell(facts.node) }).trimEnd(),
    }),
    fill('bin/gopls-guardian-watchdog.sh', {
      socket: quoteForShell(facts.apiSocket),
      state: quoteForShell(watchStateFile(facts.runFolder)),
      launcher: quoteForShell(join(folder, 'bin', 'gopls-guardian')),
    }),
  ])
}
