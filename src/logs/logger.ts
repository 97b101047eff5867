import pino, { type DestinationStream, type Logger } from 'pino'

export interface LoggerOptions {
  readonly file: string
  readonly level: string
  /** Called when the file cannot be written; lines then go to stderr. */
  readonly onTrouble: (detail: string) => void
}

/**
 * The daemon's log. Synchronous: asynchronous destinations lose the last lines at the process's death,
 * and those are the ones that matter.
 */
export function openLogger(options: LoggerOptions): Logger {
  const settings = { level: options.level, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(settings, openDestination(options))
}

function openDestination({ file, onTrouble }: LoggerOptions): DestinationStream {
  try {
    const destination = pino.destination({ dest: file, sync: true, mkdir: true, append: true, mode: 0o600 })
    destination.on('error', (error: Error) => onTrouble(error.message))
    return destination
  } catch (error) {
    onTrouble(error instanceof Error ? error.message : String(error))
    return pino.destination({ dest: 2, sync: true })
  }
}
