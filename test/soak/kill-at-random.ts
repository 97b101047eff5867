import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../../src/host/system-error.js'
import type { StatusBody } from '../../src/http/status-body.js'
import type { Random } from '../session/random.js'
import type { Kill } from './false-kills.js'

export interface KillPlan {
  readonly random: Random
  readonly shortestPauseMs: number
  readonly longestPauseMs: number
  readonly instances: () => Promise<StatusBody['instances']>
  /** When there are to be no more of them. */
  readonly over: AbortSignal
}

/** Kills one gopls after another that has editors and has recovered from the kill before. */
export async function killAtRandom(plan: KillPlan): Promise<readonly Kill[]> {
  const { random, shortestPauseMs, longestPauseMs, instances, over } = plan
  const kills: Kill[] = []
  const goOnLater = (): Promise<boolean> => {
    const pauseMs = shortestPauseMs + random.below(longestPauseMs - shortestPauseMs)
    return delay(pauseMs, true, { signal: over }).catch(() => false)
  }
  while (await goOnLater()) {
    const victim = random.pick((await instances()).filter(isWell))
    if (!victim || victim.pid === null) continue
    const { id: instance, generation, pid } = victim
    const atWallMs = Date.now()
    if (kill(pid)) kills.push({ instance, generation, pid, atWallMs })
  }
  return kills
}

function isWell({ state, sessionCount, breaker }: StatusBody['instances'][number]): boolean {
  return state === 'ready' && sessionCount > 0 && breaker.streak === 0
}

/** False where it has just ended by itself. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
    return false
  }
}
