import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { buildServeArguments } from '../../src/gopls/serve-arguments.js'
import type { Stage } from './figure.js'
import { waitForFirstAnswer } from './first-answer.js'
import type { KeptGopls } from './kept-gopls.js'
import type { RunningDaemon } from './start-daemon.js'
import type { RunningPm2 } from './start-pm2.js'

/** Keeps back-off and breaker out of it: a gopls that was ready for 2 ms clears the streak of failures. */
export const relaunchAtOnce = { restart: { backoffMin: '1ms', backoffMax: '1ms', window: '2ms' } }

/** From the SIGKILL of guardian's gopls to the first answer of the next one, in milliseconds. */
export async function measureRelaunch(daemon: RunningDaemon): Promise<number> {
  const { pid, socket, generation } = await daemon.waitForInstance(
    ({ state, breaker }) => state === 'ready' && breaker.streak === 0,
  )
  if (pid === null || socket === null) throw new Error('a ready gopls has neither pid nor socket')
  const nextSocket = socket.replace(`-${generation}.sock`, `-${generation + 1}.sock`)
  const beganMs = performance.now()
  process.kill(pid, 'SIGKILL')
  await waitForFirstAnswer(nextSocket)
  return performance.now() - beganMs
}

/** From the SIGKILL of the gopls that pm2 keeps to the first answer of the next one, in milliseconds. */
export async function measurePm2Relaunch(pm2: RunningPm2, { name, socketPath }: KeptGopls): Promise<number> {
  await waitForFirstAnswer(socketPath)
  const pid = await pm2.readPid(name)
  // Else one might still be connected to the one that dies.
  await rm(socketPath)
  const beganMs = performance.now()
  process.kill(pid, 'SIGKILL')
  await waitForFirstAnswer(socketPath)
  return performance.now() - beganMs
}

/** From the spawn of a gopls that nobody guards to its first answer, in milliseconds. */
export async function measureBareStart(stage: Stage): Promise<number> {
  const socketPath = join(stage.folder, `bare-${performance.now().toFixed(0)}.sock`)
  const args = buildServeArguments({ socketPath, listenTimeoutMs: 900_000, extraArgs: [] })
  const beganMs = performance.now()
  const child = spawn(stage.gopls, args, { cwd: homedir(), stdio: 'ignore', detached: true })
  stage.atEnd(() => kill(child))
  await waitForFirstAnswer(socketPath)
  const tookMs = performance.now() - beganMs
  await kill(child)
  return tookMs
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
