import pino, { type Logger } from 'pino'
import { LogFile } from './log-file.js'

export interface OpenedLog {
  readonly logger: Logger
  readonly file: LogFile
}

/** Opens the daemon's log. Lines of a file that cannot be written wait in memory for the next check of the file. */
export function openLogger({ file, level }: { readonly file: string; readonly level: string }): OpenedLog {
  const logFile = new LogFile(file)
  const settings = { level, base: { daemonPid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }
  return { logger: pino(settings, logFile), file: logFile }
}
