import type { ApiClient } from './api-client.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { fetchHealth } from './fetch-body.js'
import { describeOverview } from './health-text.js'
import { reportFailure } from './report-failure.js'
import type { Terminal } from './terminal.js'

/** One line and an exit code, for scripts and prompts. */
export async function showHealth(
  terminal: Terminal,
  callApi: ApiClient,
  flags: { readonly json?: true },
): Promise<ExitCode> {
  const answer = await fetchHealth(callApi)
  if (!answer.ok) return reportFailure(terminal, answer, 'tell its health')
  const { body } = answer
  const editors = body.instances.reduce((sum, { sessions }) => sum + sessions, 0)
  terminal.print(flags.json ? JSON.stringify(body, null, 2) : describeOverview({ ...body, editors }))
  return body.status === 'fail' ? exitCodes.no : exitCodes.done
}
