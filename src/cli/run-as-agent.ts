import type { Logger } from 'pino'
import type { Flags } from '../config/merge.js'
import type { Paths } from '../host/paths.js'
import {
  admitStart,
  endStart,
  failStart,
  noStarts,
  type StartCount,
  settledAfterMs,
} from '../launchd/start-count.js'
import { readStartCount, startFile, writeStartCount } from '../launchd/start-file.js'
import { openLogger } from '../logs/logger.js'
import { prepareFolders } from '../supervisor/prepare-folders.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { locate } from './locations.js'
import { runCommand } from './run.js'
import type { Terminal } from './terminal.js'

const maxReasonLength = 500

/**
 * Runs the daemon for launchd, which would start one that fails for good every ten seconds for ever: the starts are
 * counted, and after too many failures this one ends with 0 and says why in guardian.log.
 */
export async function runAsAgent(terminal: Terminal, flags: Flags): Promise<ExitCode> {
  const locations = locate(process)
  const { paths } = locations
  const file = startFile(paths.runFolder)
  await prepareFolders(locations)
  const { admission, count } = admitStart(await readStartCount(file), Date.now())
  writeStartCount(file, count)
  if (admission === 'park') logParked(paths, count)
  if (admission !== 'start') return exitCodes.done

  const end = keepCount(file, count)
  const reasons: string[] = []
  const code = await runCommand(listenTo(terminal, reasons), flags)
  if (code !== exitCodes.done) end(failStart(count, Date.now(), reasons.join(' ').slice(0, maxReasonLength)))
  return code
}

/** Whatever ends it later with 0 is no failure; what leaves no word is one, found by the next start. */
function keepCount(file: string, count: StartCount): (last: StartCount) => void {
  let last: StartCount | undefined
  const settled = setTimeout(() => {
    last = noStarts
    writeStartCount(file, noStarts)
  }, settledAfterMs).unref()
  process.once('exit', code => {
    if (last === undefined && code === 0) writeStartCount(file, endStart(count))
  })
  return failed => {
    clearTimeout(settled)
    last = failed
    writeStartCount(file, failed)
  }
}

function listenTo(terminal: Terminal, reasons: string[]): Terminal {
  return {
    ...terminal,
    complain: text => {
      reasons.push(text)
      terminal.complain(text)
    },
  }
}

function logParked({ guardianLog }: Paths, { lastReason, parkedUntilMs, parks }: StartCount): void {
  const logger: Logger = openLogger({ file: guardianLog, level: 'info', onTrouble: () => undefined })
  logger.error({
    event: 'daemon.parked',
    lastReason: lastReason ?? 'it was killed or crashed',
    nextTry: new Date(parkedUntilMs ?? 0).toISOString(),
    parks,
  })
}
