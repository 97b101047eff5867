import pino, { type DestinationStream, type Logger } from 'pino'

export interface LoggerOptions {
  readonly file: string
  readonly level: string
  /** Called when the file cannot be written (one that cannot be opened: lines go to stderr), and with undefined when it can. */
  readonly onTrouble: (detail: string | undefined) => void
}

/** Lines that wait for a full disk; later ones are dropped, since nobody writes them down in time. */
const maxWaitingBytes = 256 * 1024

/**
 * The daemon's log. Synchronous: asynchronous destinations lose the last lines at the process's death,
 * and those are the ones that matter.
 */
export function openLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: { daemonPid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  return pino(settings, openDestination(options))
}

function openDestination({ file, onTrouble }: LoggerOptions): DestinationStream {
  try {
    const destination = pino.destination({
      dest: file,
      sync: true,
      mkdir: true,
      append: true,
      mode: 0o600,
      maxLength: maxWaitingBytes,
    })
    destination.on('error', (error: Error) => onTrouble(error.message))
    destination.on('write', () => onTrouble(undefined))
    return destination
  } catch (error) {
    onTrouble(error instanceof Error ? error.message : String(error))
    const stderr = pino.destination({ dest: 2, sync: true })
    // Nobody is left to tell.
    stderr.on('error', () => undefined)
    return stderr
  }
}
