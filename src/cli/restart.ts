import type { ApiClient } from './api-client.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { fetchHealth } from './fetch-body.js'
import { postInstance } from './post-instance.js'
import { reportFailure } from './report-failure.js'
import type { Terminal } from './terminal.js'

export interface RestartChoice {
  readonly id: string | undefined
  readonly all: boolean
}

/** Restarts the instance with this id, or all; with neither, the only one there is. */
export async function restartInstances(
  terminal: Terminal,
  callApi: ApiClient,
  { id, all }: RestartChoice,
): Promise<ExitCode> {
  if (id !== undefined && all) return refuseUsage(terminal, 'Give an ID or --all, not both.')
  if (id !== undefined) return postInstance(terminal, callApi, id, 'restart')
  const answer = await fetchHealth(callApi)
  if (!answer.ok) return reportFailure(terminal, answer, 'tell which gopls there are')
  const ids = answer.body.instances.map(instance => instance.id)
  if (ids.length > 1 && !all)
    return refuseUsage(terminal, `There are several gopls: ${ids.join(', ')}. Name one, or use --all.`)
  return restartEach(terminal, callApi, ids)
}

function refuseUsage(terminal: Terminal, message: string): ExitCode {
  terminal.complain(message)
  return exitCodes.wrongUsage
}

async function restartEach(
  terminal: Terminal,
  callApi: ApiClient,
  ids: readonly string[],
): Promise<ExitCode> {
  if (ids.length === 0) {
    terminal.complain('there is no gopls to restart. Why, is told by: gopls-guardian status')
    return exitCodes.no
  }
  let worst: ExitCode = exitCodes.done
  for (const id of ids) {
    const exitCode = await postInstance(terminal, callApi, id, 'restart')
    if (exitCode !== exitCodes.done) worst = exitCode
  }
  return worst
}
