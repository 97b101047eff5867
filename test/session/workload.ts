import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import { askingSteps } from './asking-steps.js'
import type { Desk, Step, WeightedSteps } from './desk.js'
import { type Random, seededRandom } from './random.js'
import type { ScriptedEditor } from './scripted-editor.js'
import { sessionSteps } from './session-steps.js'
import { typingSteps } from './typing-steps.js'
import type { Workspace } from './workspace.js'

export interface WorkloadSetup {
  readonly seed: number
  readonly workspace: Workspace
  /** Looked at before each step; the number of steps done is handed in. */
  readonly goOn: (stepsDone: number) => boolean
  /** All that a person does with a small module of their own, where it is left out. */
  readonly steps?: WeightedSteps
}

export const everyStep: WeightedSteps = [...typingSteps, ...askingSteps, ...sessionSteps]

const maxInFlight = 24
const answerLimitMs = 60_000

/**
 * A person who edits a small module. Which steps are taken, and with which chances, follows from the seed alone, and
 * so does the text, but for what commands do to it, and renames, where gopls ended before they were done.
 * Resolves with what was found wrong on the way.
 */
export async function work(editor: ScriptedEditor, setup: WorkloadSetup): Promise<readonly string[]> {
  const { seed, workspace, goOn, steps = everyStep } = setup
  const findings: string[] = []
  for (const uri of workspace.uris.slice(0, 3)) if (!editor.documents.get(uri)) await editor.open(uri)
  for (let step = 0; goOn(step) && !editor.hasEnded; step += 1) {
    const random = seededRandom(seed, step)
    const desk: Desk = { editor, workspace, random, step, findings }
    const waits = random.chance(0.25)
    if (!(await isDoneInTime(pickStep(random, steps)(desk), editor))) break
    const isAllAnswered = (): boolean => editor.book.unanswered === 0
    const mustWait = waits || editor.book.unanswered > maxInFlight
    if (mustWait && !(await editor.until(isAllAnswered, answerLimitMs))) break
    await setImmediate()
  }
  return findings
}

/** An answer that never comes is for the books to tell; nothing more is done after it. */
async function isDoneInTime(done: void | Promise<void>, { ended }: ScriptedEditor): Promise<boolean> {
  const over = new AbortController()
  const limit = delay(answerLimitMs, false, { signal: over.signal }).catch(() => false)
  const isDone = await Promise.race([Promise.resolve(done).then(() => true), ended.then(() => false), limit])
  over.abort()
  return isDone
}

function pickStep(random: Random, steps: WeightedSteps): Step {
  let left = random.below(steps.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, step] of steps) {
    if (left < weight) return step
    left -= weight
  }
  throw new Error('the weights do not add up')
}
