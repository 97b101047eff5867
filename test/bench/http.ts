import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Figure, Stage, Target } from './figure.js'
import { firstAnswerLimitMs } from './first-answer.js'
import type { LoadReport } from './load.js'
import { measureBareStart, measureRelaunch, relaunchAtOnce } from './relaunch.js'
import { startBareServer } from './start-bare-server.js'
import { startDaemon } from './start-daemon.js'

const starts = 5

/** How a flood of requests is answered while gopls is killed and comes back, beside a bare server and a bare start. */
export async function measureHttp(stage: Stage): Promise<readonly Figure[]> {
  const seconds = stage.isQuick ? 5 : 10
  const daemon = await startDaemon(stage, relaunchAtOnce)
  const bareServer = await startBareServer(stage)
  const figures: Figure[] = []
  for (const path of ['/health', '/metrics']) {
    const bare = await flood(bareServer.origin + path, seconds, () => measureBareStart(stage))
    const guardian = await flood(daemon.origin + path, seconds, () => measureRelaunch(daemon))
    figures.push(...compare(path, guardian, bare))
  }
  return figures
}

interface Flood extends LoadReport {
  readonly goplsMs: readonly number[]
}

const loadProgram = fileURLToPath(new URL('./load.js', import.meta.url))

/** In the midst of it gopls is started some times, one after another. */
async function flood(url: string, seconds: number, measureGopls: () => Promise<number>): Promise<Flood> {
  const load = fork(loadProgram, [url, String(seconds)])
  let isOver = false
  load.once('message', () => {
    isOver = true
  })
  const startGopls = async (): Promise<readonly number[]> => {
    await delay(seconds * 250)
    const goplsMs: number[] = []
    while (goplsMs.length < starts) goplsMs.push(await measureGopls())
    if (isOver) throw new Error(`the load ended before ${starts} starts of gopls`)
    return goplsMs
  }
  const [report, goplsMs] = await Promise.all([receiveReport(load), startGopls()])
  return { ...report, goplsMs }
}

function receiveReport(load: ChildProcess): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    load.once('message', report => resolve(report as LoadReport))
    load.once('exit', code => reject(new Error(`the load ended with ${String(code)} and reported nothing`)))
  })
}

function compare(path: string, guardian: Flood, bare: Flood): readonly Figure[] {
  const comesBack: Target = { of: 100, limit: firstAnswerLimitMs, rule: 'it comes back' }
  return [
    {
      name: `http: ${path} at 50 connections, ms`,
      series: [
        { of: 'guardian', values: guardian.answersMs, targets: [{ of: 99, limit: 25 }] },
        { of: 'bare server', values: bare.answersMs, isAlternative: true },
      ],
    },
    {
      name: `http: ${path} not answered with 2xx`,
      series: [
        { of: 'guardian', values: [guardian.failures], targets: [{ of: 100, limit: 0 }] },
        { of: 'bare server', values: [bare.failures], isAlternative: true },
      ],
    },
    {
      name: `http: meanwhile, SIGKILL to first answer, ms`,
      series: [
        { of: 'guardian', values: guardian.goplsMs, targets: [comesBack] },
        { of: 'bare gopls', values: bare.goplsMs, isAlternative: true },
      ],
    },
  ]
}
