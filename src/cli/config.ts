import { describeProblem, type Problem } from '../config/describe-problem.js'
import { type Configuration, loadConfiguration } from '../config/load.js'
import type { Environment } from '../config/merge.js'
import { printConfigurationSchema } from '../config/schema.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { formatTable } from './table.js'
import type { Terminal } from './terminal.js'

export interface ConfigurationSource {
  readonly file: string
  readonly environment: Environment
}

export interface CheckedFile extends ConfigurationSource {
  /** True for a file that somebody named; without the usual file, the defaults hold. */
  readonly mustExist: boolean
}

interface Flags {
  readonly json?: true
}

/** Every setting as the daemon would take it if it started now without flags, and where it comes from. */
export async function showConfiguration(
  terminal: Terminal,
  source: ConfigurationSource,
  flags: Flags,
): Promise<ExitCode> {
  const loaded = await loadConfiguration({ ...source, flags: {} })
  if (!loaded.ok) {
    const problems = loaded.problems.map(describeProblem).join('\n')
    terminal.complain(
      `the configuration is wrong:\n${problems}\nCorrect it, then try: gopls-guardian config check`,
    )
    return exitCodes.wrongConfiguration
  }
  const { file, fileExists, origins } = loaded.configuration
  terminal.print(
    flags.json
      ? JSON.stringify({ file, fileExists, settings: origins }, null, 2)
      : describeConfiguration(loaded.configuration, terminal).join('\n'),
  )
  return exitCodes.done
}

function describeConfiguration({ file, fileExists, origins }: Configuration, { paint }: Terminal) {
  const rows = Object.entries(origins).map(([key, { value, origin }]) => [
    key,
    JSON.stringify(value),
    { text: origin, tone: origin === 'default' ? 'quiet' : 'good' } as const,
  ])
  return [fileExists ? file : `${file} (not there)`, '', ...formatTable(rows, paint)]
}

/** `FILE: ok`, or each problem on a line; the problems are the answer, so they go to stdout. */
export async function checkConfigurationFile(
  terminal: Terminal,
  source: CheckedFile,
  flags: Flags,
): Promise<ExitCode> {
  const { file } = source
  const problems = await findProblems(source)
  const ok = problems.length === 0
  const lines = ok ? [`${file}: ok`] : problems.map(describeProblem)
  terminal.print(flags.json ? JSON.stringify({ file, ok, problems }, null, 2) : lines.join('\n'))
  return ok ? exitCodes.done : exitCodes.wrongConfiguration
}

async function findProblems({ mustExist, ...source }: CheckedFile): Promise<readonly Problem[]> {
  const loaded = await loadConfiguration({ ...source, flags: {} })
  if (!loaded.ok) return loaded.problems
  if (loaded.configuration.fileExists || !mustExist) return []
  return [{ file: source.file, line: null, column: null, key: '', reason: 'there is no such file' }]
}

export function showConfigurationSchema(terminal: Terminal): ExitCode {
  terminal.print(printConfigurationSchema().trimEnd())
  return exitCodes.done
}
