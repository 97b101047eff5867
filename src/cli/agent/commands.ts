import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import type { UninstallFlags } from './uninstall.js'

interface JsonFlag {
  readonly json?: true
}

/** `agent`: the background agents of launchd. Each command is loaded only when it is asked for. */
export function addAgentCommands(
  program: Command,
  terminal: Terminal,
  finish: (exitCode: Promise<ExitCode>) => Promise<void>,
): void {
  const agent = program
    .command('agent')
    .description('install and control the background agent of launchd (macOS)')
  agent
    .command('install')
    .description('install it, or upgrade it in place; every gopls lives on')
    .action(async () => finish((await import('./install.js')).installAgents(terminal)))
  agent
    .command('uninstall')
    .description('take it away; configuration and logs stay')
    .option('--purge', 'remove configuration, logs and the drop-in too')
    .action(async (flags: UninstallFlags) =>
      finish((await import('./uninstall.js')).uninstallAgents(terminal, flags)),
    )
  agent
    .command('start')
    .description('start what is installed')
    .action(async () => finish((await import('./start.js')).startAgents(terminal)))
  agent
    .command('stop')
    .description('stop it until start or the next login')
    .action(async () => finish((await import('./stop.js')).stopAgents(terminal)))
  agent
    .command('status')
    .description('show how it is in launchd')
    .option('--json', 'print JSON')
    .action(async (flags: JsonFlag) => finish((await import('./status.js')).showAgents(terminal, flags)))
  agent
    .command('print')
    .description('print the property lists that an installation from here writes')
    .option('--json', 'print JSON')
    .action(async (flags: JsonFlag) => finish((await import('./print.js')).printAgents(terminal, flags)))
  agent
    .command('watch', { hidden: true })
    .description('what the watchdog runs when the daemon does not answer')
    .action(async () => finish((await import('./watch.js')).runWatch(terminal)))
}
