import { setTimeout } from 'node:timers/promises'
import type { ApiClient } from './api-client.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { fetchStatus } from './fetch-body.js'
import { reportFailure } from './report-failure.js'
import { describeStatus } from './status-text.js'
import type { Terminal } from './terminal.js'

export interface StatusFlags {
  readonly json?: true
  readonly watch?: true
}

const usualRedrawMs = 2000

/** Everything about every instance, once or again and again until Ctrl-C or until nobody reads it. */
export async function showStatus(
  terminal: Terminal,
  callApi: ApiClient,
  flags: StatusFlags,
  redrawMs = usualRedrawMs,
): Promise<ExitCode> {
  for (;;) {
    const exitCode = await printStatus(terminal, callApi, flags)
    if (!flags.watch || !(await waitForRedraw(redrawMs, terminal.readerGone))) return exitCode
  }
}

async function printStatus(terminal: Terminal, callApi: ApiClient, flags: StatusFlags): Promise<ExitCode> {
  const answer = await fetchStatus(callApi)
  if (flags.watch) terminal.clear()
  if (!answer.ok) return reportFailure(terminal, answer, 'tell its status')
  const lines = flags.json
    ? [JSON.stringify(answer.body, null, 2)]
    : describeStatus(answer.body, terminal.paint)
  terminal.print(lines.join('\n'))
  return exitCodes.done
}

/** False once the reader has gone: there is nobody left to draw for. */
function waitForRedraw(redrawMs: number, readerGone: AbortSignal): Promise<boolean> {
  return setTimeout(redrawMs, true, { signal: readerGone }).catch(() => false)
}
