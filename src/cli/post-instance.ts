import type { ApiClient } from './api-client.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { reportFailure } from './report-failure.js'
import type { Terminal } from './terminal.js'

/** Asks the daemon to do something with one instance and says whether it will. */
export async function postInstance(
  terminal: Terminal,
  callApi: ApiClient,
  id: string,
  action: 'restart' | 'stop',
): Promise<ExitCode> {
  const answer = await callApi('POST', `/api/v1/instances/${encodeURIComponent(id)}/${action}`)
  if (!answer.ok) return reportFailure(terminal, answer, `${action} ${id}`)
  terminal.print(`${id}: ${action} accepted`)
  return exitCodes.done
}
