import { setTimeout } from 'node:timers/promises'
import { LogReader } from '../logs/log-reader.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { describeLogLine } from './log-line.js'
import type { Terminal } from './terminal.js'

export interface LogsFlags {
  readonly follow?: true
  readonly json?: true
}

const lastLines = 200
const usualLookMs = 250

/** The end of guardian.log in plain words, or as it is with `json`; with `follow` what comes, too, until Ctrl-C or until nobody reads it. */
export async function showLogs(
  terminal: Terminal,
  guardianLog: string,
  { follow, json }: LogsFlags,
  lookMs = usualLookMs,
): Promise<ExitCode> {
  const reader = new LogReader(guardianLog)
  const show = (line: string): string => (json ? line : describeLogLine(line, terminal.paint))
  const printLines = (lines: readonly string[]): void => {
    if (lines.length > 0) terminal.print(lines.map(show).join('\n'))
  }
  try {
    const last = reader.readLast(lastLines)
    if (last.length === 0 && !follow) terminal.complain(`${guardianLog} has no line yet.`)
    printLines(last)
    while (follow && (await waitForMore(lookMs, terminal.readerGone))) printLines(reader.readMore())
    return exitCodes.done
  } catch (error) {
    terminal.complain(
      `${guardianLog} cannot be read: ${String(error)}. Start the daemon with: gopls-guardian run`,
    )
    return exitCodes.no
  } finally {
    reader.close()
  }
}

/** False once the reader has gone. */
function waitForMore(lookMs: number, readerGone: AbortSignal): Promise<boolean> {
  return setTimeout(lookMs, true, { signal: readerGone }).catch(() => false)
}
