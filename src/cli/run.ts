import { homedir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import closeWithGrace from 'close-with-grace'
import { describeProblem } from '../config/describe-problem.js'
import { loadConfiguration } from '../config/load.js'
import type { Flags } from '../config/merge.js'
import { identify } from '../host/identity.js'
import type { Lock } from '../host/lock.js'
import { openProcessTable } from '../host/open-process-table.js'
import { type OpenedLog, openLogger } from '../logs/logger.js'
import { installDropIn } from '../relay/install-drop-in.js'
import { readEventFile } from '../supervisor/event-file.js'
import { prepareFolders } from '../supervisor/prepare-folders.js'
import { Troubles } from '../supervisor/troubles.js'
import { Daemon } from './daemon.js'
import { takeDaemonLock } from './daemon-lock.js'
import { describeDropIn } from './drop-in-here.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { locate } from './locations.js'
import { narrate } from './narrate.js'
import type { Terminal } from './terminal.js'

/** How long a daemon that was told to go may take before it goes anyway. */
const releaseLimitMs = 1_500

/** Runs the daemon in the foreground. Resolves once it runs, or with why it does not. */
export async function runCommand(terminal: Terminal, flags: Flags): Promise<ExitCode> {
  const { platform, env: environment } = process
  const locations = locate(process)
  const { paths } = locations
  // 1. A home of its own, and settings that check.
  const refusal = await prepareFolders(locations)
  if (refusal !== undefined) return complain(terminal, refusal, exitCodes.wrongConfiguration)
  const loaded = await loadConfiguration({ file: paths.configFile, environment, flags })
  if (!loaded.ok)
    return complain(terminal, loaded.problems.map(describeProblem).join('\n'), exitCodes.wrongConfiguration)
  const { configuration } = loaded
  // 2. One daemon for each user.
  const table = await openProcessTable(platform)
  const owner = await identify(table, process.pid)
  if (!owner) {
    const refusal = `the process table does not show us, pid ${process.pid}`
    return complain(terminal, refusal, exitCodes.wrongConfiguration)
  }
  const locked = await takeDaemonLock(paths.lockFolder, table, owner)
  if (!locked.ok && locked.reason === 'unusable')
    return complain(terminal, locked.message, exitCodes.wrongConfiguration)
  if (!locked.ok) {
    terminal.print(`gopls-guardian runs already, with pid ${locked.holder.pid}. See: gopls-guardian status`)
    return exitCodes.done
  }
  // 3. An address, and a gopls to watch over; from here on signals are answered.
  const troubles = new Troubles()
  const log = openLogger({ file: paths.guardianLog, level: configuration.settings.logs.level })
  const daemon = new Daemon({
    ...locations,
    homeFolder: homedir(),
    platform,
    environment,
    flags,
    configuration,
    table,
    owner,
    log,
    troubles,
    keptEvents: await readEventFile(paths.eventsFile),
    onProgress: line => terminal.print(line),
  })
  const stopTelling = narrate(daemon, terminal)
  const ignoreSignals = goGracefully(daemon, { lock: locked.lock, log, terminal })
  // Before the search, which may install a gopls for minutes: whoever watches over us takes silence for a hang.
  await daemon.listen()
  const search = await daemon.findGopls()
  if (!search.ok) {
    stopTelling()
    ignoreSignals()
    await daemon.close({ endIdle: false })
    await locked.lock.release()
    log.file.close()
    return complain(
      terminal,
      search.explanation,
      search.explicit ? exitCodes.wrongConfiguration : exitCodes.missing,
    )
  }
  // 4. Everything else.
  await daemon.start()
  // 5. What an editor starts instead of gopls; the daemon does without it.
  const dropIn = await installDropIn(paths.binFolder, describeDropIn(locations, process))
  if (dropIn.ok) terminal.print(`for your editor: ${dropIn.path} (see: gopls-guardian connect)`)
  else troubles.set('state-unwritable', `the drop-in cannot be installed: ${dropIn.message}`)
  // 6. The address comes last, when it says something.
  await daemon.whenSettled()
  terminal.print(daemon.url === undefined ? 'See: gopls-guardian status' : `${daemon.url}/health`)
  return exitCodes.done
}

function complain(terminal: Terminal, message: string, code: ExitCode): ExitCode {
  terminal.complain(message)
  return code
}

/**
 * SIGTERM and SIGHUP leave every gopls running for the next daemon, quickly. Ctrl-C also ends those that no
 * editor uses; a second one does not wait for that. An error that nobody caught is told, kept, and ends us, non-zero:
 * so that launchd starts another. Until the returned function is called.
 */
function goGracefully(
  daemon: Daemon,
  { lock, log: { logger, file }, terminal }: { lock: Lock; log: OpenedLog; terminal: Terminal },
): () => void {
  const tell = (err: unknown): void => {
    logger.fatal({ event: 'daemon.failed', err })
    terminal.complain(`guardian failed, and leaves every gopls running: ${inspect(err)}`)
  }
  const options = { delay: false, logger: false, onSecondError: tell } as const
  const { uninstall } = closeWithGrace(options, async ({ signal, err }) => {
    const hasFailed = signal === undefined
    if (hasFailed) tell(err)
    const endIdle = signal === 'SIGINT'
    const closing = Promise.all([hasFailed && daemon.keepFailure(err), daemon.close({ endIdle })])
    const closed = closing.catch((error: unknown) =>
      logger.error({ event: 'daemon.close-failed', err: error }),
    )
    await (endIdle ? closed : Promise.race([closed, delay(releaseLimitMs)]))
    await lock.release()
    file.close()
    // Of what threw nothing at all (`Promise.reject()`) the library knows only that no signal came.
    if (hasFailed) process.exit(exitCodes.no)
  })
  return uninstall
}
