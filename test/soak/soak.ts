import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createApiClient } from '../../src/cli/api-client.js'
import { fetchStatus } from '../../src/cli/fetch-body.js'
import { locate } from '../../src/cli/locations.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { signalProcess } from '../../src/host/signal.js'
import type { AtEnd } from '../bench/figure.js'
import { startDaemon } from '../bench/start-daemon.js'
import { findLeftBehind } from '../host/find-left-behind.js'
import { seededRandom } from '../session/random.js'
import { realCommand } from '../session/real-command.js'
import type { ScriptedEditor } from '../session/scripted-editor.js'
import { EventFollower } from './event-follower.js'
import { findFalseKills, type Kill } from './false-kills.js'
import { killAtRandom } from './kill-at-random.js'
import { type Footprint, ProcessWatch } from './process-watch.js'
import { findRecoveries, type Recoveries } from './recoveries.js'
import { tellProgress } from './tell-progress.js'
import { workAt } from './work-at.js'
import { prepareWorkplaces } from './workplaces.js'

export interface SoakOptions {
  readonly gopls: string
  readonly durationMs: number
  readonly seed: number
  /** Whether gopls is killed now and then. */
  readonly isDeadly: boolean
  /** Ends the soak before its time. */
  readonly interrupted: AbortSignal
  readonly tell: (line: string) => void
}

/** What came of a soak. The lists of findings are empty when all is well. */
export interface SoakReport {
  readonly durationMs: number
  readonly places: readonly string[]
  readonly sessions: number
  readonly requests: number
  readonly lost: number
  readonly doubled: number
  /** Of the editors' oracles, and of what reads the daemon's events. */
  readonly findings: readonly string[]
  readonly kills: readonly Kill[]
  readonly falseKills: readonly string[]
  readonly recoveries: Recoveries
  /** Of each gopls that passed the limit of memory: what it held at most, in MB. */
  readonly overLimitMb: readonly number[]
  /** How many were launched, but for those after a kill. */
  readonly wanted: number
  /** From outside; one that was killed at once may have been missed. */
  readonly goplsSeen: number
  /** Of these, pids that the daemon told nothing of. */
  readonly unknownGopls: number
  readonly daemon: readonly Footprint[]
  readonly relays: readonly (readonly Footprint[])[]
  /** Processes that outlived it, before they were killed; and what failed at the end. */
  readonly leftBehind: readonly string[]
}

const looks = 120
const fewestMsBetweenLooks = 1_000
/** For the last answers, and the comparison of every session with a fresh gopls. */
const longestEndMs = 8 * 60_000

/**
 * As by default, but for the gopls that is kept warm: it would be ended for the first editor of another environment;
 * and for what else runs on this computer, which is to be left alone.
 */
const configuration = { instances: { keepWarm: false }, observe: { enabled: false } }
/** Each kill is to be a first failure, not the sixth in a row. */
const deadlyConfiguration = {
  ...configuration,
  restart: { window: '2s', backoffMin: '100ms', backoffMax: '100ms' },
}

/** Editors at work for a while through the drop-in, with a daemon and real gopls; then everything is ended. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const folder = await mkdtemp(join(tmpdir(), 'gopls-guardian-soak-'))
  const clears: (() => Promise<void>)[] = []
  const troubles: string[] = []
  const settled = new AbortController()
  const working = workInside(folder, clear => clears.push(clear), options)
  const report = await Promise.race([working, failAfter(options.durationMs + longestEndMs, settled.signal)])
    .catch((error: unknown) => {
      troubles.push(String(error))
      return undefined
    })
    .finally(() => settled.abort())
  for (const clear of clears.reverse())
    await clear().catch((error: unknown) => troubles.push(`not cleared: ${String(error)}`))
  const leftBehind = [...troubles, ...(await endLeftBehind(folder))]
  await rm(folder, { recursive: true, force: true })
  if (!report) throw new Error(leftBehind.join('\n'))
  return { ...report, leftBehind }
}

async function workInside(
  folder: string,
  atEnd: AtEnd,
  options: SoakOptions,
): Promise<Omit<SoakReport, 'leftBehind'>> {
  const { gopls, durationMs, seed, isDeadly, interrupted, tell } = options
  const scope = { teardown: atEnd }
  const places = await prepareWorkplaces(scope)
  const stage = { gopls, folder, isQuick: false, atEnd }
  const { pid, home } = await startDaemon(stage, isDeadly ? deadlyConfiguration : configuration)
  const environment = { GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: gopls }
  const callApi = createApiClient(locate({ platform: process.platform, env: environment }).apiSocket)
  const events = new EventFollower(callApi)
  atEnd(() => events.close())
  const everyMs = Math.max(fewestMsBetweenLooks, durationMs / looks)
  const watch = await ProcessWatch.start({ home, daemonPid: pid, everyMs })
  atEnd(() => watch.close())
  const editors: ScriptedEditor[] = []

  const over = endAfter(durationMs, interrupted, atEnd)
  const realGopls = realCommand(gopls)
  const dropIn = { command: join(home, 'bin', 'gopls'), args: [] }
  const editorCommand = { ...dropIn, environment: { ...realGopls.environment, ...environment } }
  const beganMs = performance.now()
  const progress = tellProgress({ tell, editors, events: events.events, watch })
  atEnd(async () => clearInterval(progress))
  const killing = isDeadly
    ? killAtRandom({
        random: seededRandom(seed),
        shortestPauseMs: durationMs / 100,
        longestPauseMs: Math.min(30_000, durationMs / 5),
        instances: async () => {
          const answer = await fetchStatus(callApi)
          return answer.ok ? answer.body.instances : []
        },
        over,
      })
    : Promise.resolve([])
  const work = places.map((place, index) =>
    workAt(scope, place, {
      editorCommand,
      realGopls,
      seed: seed + 1000 * index,
      deaths: isDeadly ? 'any' : 'none',
      over,
      onEditor: editor => editors.push(editor),
    }),
  )
  const findings = (await Promise.all(work)).flat()
  const kills = await killing
  clearInterval(progress)
  await watch.close()
  await events.close()

  const launches = events.events.filter(({ kind }) => kind === 'instance.launched')
  const requests = editors.flatMap(({ book }) => book.requests)
  return {
    durationMs: performance.now() - beganMs,
    places: places.map(({ name }) => name),
    sessions: editors.length,
    requests: requests.length,
    lost: requests.filter(({ answers }) => answers === 0).length,
    doubled: requests.filter(({ answers }) => answers > 1).length,
    findings: [...findings, ...events.findings],
    kills,
    falseKills: findFalseKills(events.events, kills, watch.isBloated),
    overLimitMb: [...watch.goplsPeaks]
      .filter(([pid]) => watch.isBloated(pid))
      .map(([, bytes]) => bytes / 2 ** 20),
    recoveries: findRecoveries(events.events, kills),
    wanted: launches.filter(({ data }) => data['reason'] !== 'crash').length,
    goplsSeen: watch.goplsPeaks.size,
    unknownGopls: [...watch.goplsPeaks.keys()].filter(
      seen => !launches.some(({ data }) => data['pid'] === seen),
    ).length,
    daemon: watch.daemon,
    relays: [...watch.relays.values()],
  }
}

async function failAfter(ms: number, settled: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal: settled })
  throw new Error(`it was not over ${ms / 60_000} min after it began`)
}

/** Not by `AbortSignal.any` and `timeout`: Node may collect the one before it has aborted the other. */
function endAfter(durationMs: number, interrupted: AbortSignal, atEnd: AtEnd): AbortSignal {
  const over = new AbortController()
  const end = (): void => {
    clearTimeout(timer)
    over.abort()
  }
  const timer = setTimeout(end, durationMs)
  interrupted.addEventListener('abort', end)
  // What failed part-way is over too.
  atEnd(async () => end())
  return over.signal
}

/** Every process of this folder that should have ended by now: daemon, relay or gopls. */
async function endLeftBehind(folder: string): Promise<readonly string[]> {
  const table = await openProcessTable(process.platform)
  const rows = await findLeftBehind(table, [folder])
  for (const { pid, start } of rows)
    await signalProcess(table, { pid, start, bootId: table.bootId }, 'SIGKILL')
  return rows.map(({ pid, command }) => `pid ${pid}: ${command}`)
}
