import { type ExitCode, exitCodes } from './exit-codes.js'
import { readPackageVersion } from './package-version.js'
import type { Terminal } from './terminal.js'

export function showVersion(terminal: Terminal, flags: { readonly json?: true }): ExitCode {
  const version = { name: 'gopls-guardian', version: readPackageVersion(), node: process.version }
  terminal.print(
    flags.json
      ? JSON.stringify(version, null, 2)
      : `${version.name} ${version.version} (Node ${version.node})`,
  )
  return exitCodes.done
}
