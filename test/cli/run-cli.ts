import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

export interface CliResult {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export const mainFile = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** What the person who runs the tests has set must not reach the commands. */
const ownSettings = {
  GOPLS_GUARDIAN_PORT: undefined,
  GOPLS_GUARDIAN_GOPLS: undefined,
  GOPLS_GUARDIAN_LOG_LEVEL: undefined,
}

/** Runs the command line as a person would, in a process of its own. */
export async function runCli(args: readonly string[], home: string): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [...process.execArgv, mainFile, ...args],
    {
      env: { ...ownSettings, GOPLS_GUARDIAN_HOME: home },
      reject: false,
      stdin: 'ignore',
      timeout: 30_000,
    },
  )
  return { exitCode, stdout, stderr }
}
