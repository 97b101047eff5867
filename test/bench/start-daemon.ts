import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { StatusBody } from '../../src/http/status-body.js'
import type { Stage } from './figure.js'
import { type RunningServer, startServer } from './start-server.js'

export type InstanceStatus = StatusBody['instances'][number]

export interface RunningDaemon extends RunningServer {
  /** Everything of it lies there. */
  readonly home: string
  /** Waits until its first gopls is as asked for. */
  readonly waitForInstance: (isSo: (instance: InstanceStatus) => boolean) => Promise<InstanceStatus>
  readonly countReady: () => Promise<number>
}

const waitLimitMs = 30_000
const lookDelayMs = 10

/** It looks at what else runs on this computer, which costs what it costs users, and leaves that alone. */
const observe = { policy: { orphan: 'report', stopped: 'report' } } as const

/** Starts the daemon as users do, in a home of its own; it and its gopls are ended after the bench. */
export async function startDaemon(stage: Stage, configuration: object = {}): Promise<RunningDaemon> {
  const home = join(stage.folder, 'home')
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(join(home, 'config.jsonc'), JSON.stringify({ observe, ...configuration }), { mode: 0o600 })
  const server = await startServer(
    stage,
    ['dist/cli/main.js', 'run', '--port', '0', '--gopls', stage.gopls],
    { GOPLS_GUARDIAN_HOME: home },
  )
  const headers = {
    authorization: `Bearer ${readFileSync(join(home, 'token'), 'utf8').trim()}`,
    'content-type': 'application/json',
  }
  const askInstances = async (): Promise<readonly InstanceStatus[]> => {
    const answer = await fetch(`${server.origin}/api/v1/status`, { headers })
    return ((await answer.json()) as StatusBody).instances
  }
  const stop = ({ id }: InstanceStatus): Promise<Response> =>
    fetch(`${server.origin}/api/v1/instances/${id}/stop`, { method: 'POST', headers })
  stage.atEnd(async () => {
    await Promise.all((await askInstances()).map(stop))
    await waitUntil(askInstances, instances => instances.every(({ state }) => state === 'stopped'))
  })
  return {
    ...server,
    home,
    countReady: async () => (await askInstances()).filter(({ state }) => state === 'ready').length,
    waitForInstance: async isSo => {
      const [instance] = await waitUntil(askInstances, ([first]) => first !== undefined && isSo(first))
      if (!instance) throw new Error('the daemon has no gopls')
      return instance
    },
  }
}

async function waitUntil<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const limitMs = performance.now() + waitLimitMs
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (performance.now() > limitMs) throw new Error(`it stays ${JSON.stringify(seen)}`)
    await delay(lookDelayMs)
  }
}
