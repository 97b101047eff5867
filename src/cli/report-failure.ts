import type { ApiFailure } from './api-client.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import type { Terminal } from './terminal.js'

/** Says on stderr why the daemon did not do what was asked (`tell its health`), and what to do next. */
export function reportFailure(terminal: Terminal, { reason, detail }: ApiFailure, asked: string): ExitCode {
  switch (reason) {
    case 'daemon-not-running':
      terminal.complain(`the daemon does not run (${detail}). Start it with: gopls-guardian run`)
      return exitCodes.daemonNotRunning
    case 'no-answer':
      terminal.complain(
        `the daemon did not ${asked} (${detail}). Read its guardian.log, then stop it and start it again.`,
      )
      return exitCodes.no
    case 'refused':
      terminal.complain(
        `the daemon refused to ${asked}: ${detail} See what there is with: gopls-guardian status`,
      )
      return exitCodes.no
  }
}
