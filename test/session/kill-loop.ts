import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from './random.js'
import type { ScriptedEditor } from './scripted-editor.js'

export interface KillPlan {
  readonly kills: number
  /** Half of the kills come before gopls has recovered from the last one. */
  readonly duringRecovery: boolean
  readonly random: Random
  /** Resolves when the process is gone. */
  readonly killInstance: () => Promise<void>
}

export interface KillTally {
  readonly afterRecovery: number
  readonly duringRecovery: number
  /** Why there were no more of them; undefined when all were done. */
  readonly stoppedBy: string | undefined
}

const recoveryLimitMs = 60_000
const mostWorkBetweenMs = 300
/** About as long as a gopls needs to start, load a small module and answer. */
const mostRecoveryMs = 600

/**
 * Kills the gopls behind an editor at random moments. It has recovered when a request that was sent after the last
 * kill has had a result, and none is left that was sent before that result: it may have seen this death, which the
 * relay notices a moment after it.
 */
export async function killRepeatedly(
  editor: Pick<ScriptedEditor, 'book' | 'hasEnded' | 'until'>,
  plan: KillPlan,
): Promise<KillTally> {
  const { kills, random, killInstance } = plan
  const tally = { afterRecovery: 0, duringRecovery: 0 }
  let killedAtMs = -Infinity
  for (let killed = 0; killed < kills; killed += 1) {
    const isEarly = plan.duringRecovery && killed > 0 && random.chance(0.5)
    const hasRecovered = (): boolean => editor.book.isPast(killedAtMs)
    if (!isEarly && !(await editor.until(hasRecovered, recoveryLimitMs)))
      return { ...tally, stoppedBy: `no recovery from kill ${killed} within ${recoveryLimitMs} ms` }
    await delay(random.below(isEarly ? mostRecoveryMs : mostWorkBetweenMs))
    if (editor.hasEnded) return { ...tally, stoppedBy: 'the server of the editor has ended' }
    tally[hasRecovered() ? 'afterRecovery' : 'duringRecovery'] += 1
    await killInstance()
    killedAtMs = performance.now()
  }
  const hasRecovered = await editor.until(() => editor.book.isPast(killedAtMs), recoveryLimitMs)
  return { ...tally, stoppedBy: hasRecovered ? undefined : 'no recovery from the last kill' }
}
