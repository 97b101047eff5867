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
  const counted = writeStartCount(file, count)
  if (admission === 'park') logParked(paths, count)
  if (admission !== 'start') return exitCodes.done

  // To be told to go is no failure. What leaves no word is one, found by the next start.
  let atGoodEnd = endStart(count)
  process.once('exit', code => {
    if (code === 0) writeStartCount(file, atGoodEnd)
  })
  const reasons: string[] = []
  // Loaded only now: an application of which a part is missing fails counted.
  const { runCommand } = await import('./run.js')
  const code = await runCommand(listenTo(terminal, reasons), flags)
  if (code === exitCodes.done) {
    setTimeout(() => {
      atGoodEnd = noStarts
      writeStartCount(file, noStarts)
    }, settledAfterMs).unref()
    return code
  }
  writeStartCount(file, failStart(count, reasons.join(' ').slice(0, maxReasonLength)))
  // Where nothing can be counted, every failure parks it until the next interval.
  return counted.ok ? code : exitCodes.done
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
  const { logger, file } = openLogger({ file: guardianLog, level: 'info' })
  logger.error({
    event: 'daemon.parked',
    lastReason: lastReason ?? 'it was killed or crashed',
    nextTry: new Date(parkedUntilMs ?? 0).toISOString(),
    parks,
  })
  // What could not be written goes to stderr then.
  file.close()
}
