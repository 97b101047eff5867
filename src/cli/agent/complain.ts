import type { ExitCode } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'

/** Says what is in the way, and gives the exit code for it. */
export function complain(
  terminal: Terminal,
  { message, exitCode }: { readonly message: string; readonly exitCode: ExitCode },
): ExitCode {
  terminal.complain(message)
  return exitCode
}
