import { isStopping } from './is-stopping.js'
import type { JobFailure, JobPlan, JobStep, StepResult } from './job-step.js'
import { exitTimeOutSeconds, throttleSeconds } from './job-surroundings.js'
import type { LaunchctlAnswer, Printed } from './launchctl.js'
import type { PrintedJob } from './parse-print.js'

export function firstStep({ goal }: JobPlan): JobStep {
  return goal === 'start' ? { kind: 'enable', tries: 0 } : { kind: 'look' }
}

/**
 * The way of a job into launchd, or out of it: the step that follows on what came of this one.
 * An answer of launchctl says little (0 from bootstrap does not mean that it runs, 5 means almost anything), so
 * wherever a look can tell more, the look decides. Every wait ends, and so does every way.
 */
export function nextStep(plan: JobPlan, step: JobStep, result: StepResult, nowMs: number): JobStep {
  switch (step.kind) {
    case 'look': {
      const { printed } = lookOf(result)
      if (printed.kind === 'unreadable') return fail('look', printed.answer, printed)
      return { kind: plan.goal === 'install' ? 'write-plist' : 'bootout' }
    }
    case 'write-plist': {
      const answer = answerOf(result)
      return answer.exitCode === 0 ? { kind: 'bootout' } : fail('write-plist', answer)
    }
    case 'bootout': {
      return { kind: 'await-gone', delayMs: 0, untilMs: nowMs + longestStopMs, answer: answerOf(result) }
    }
    case 'await-gone': {
      const { printed, isOldAlive } = lookOf(result)
      if (printed.kind !== 'unknown-label' || isOldAlive) return lookAgain(step, printed, nowMs)
      return plan.goal === 'stop' ? { kind: 'done', job: null } : { kind: 'enable', tries: 0 }
    }
    // An override that it did not take away shows in what follows.
    case 'enable':
      return { kind: 'bootstrap', tries: step.tries }
    case 'bootstrap':
      return afterBootstrap(step.tries + 1, answerOf(result), nowMs)
    case 'await-bootstrap': {
      const { printed } = lookOf(result)
      if (printed.kind === 'loaded')
        return isStopping(printed.job) ? lookAgain(step, printed, nowMs) : { kind: 'kickstart' }
      if (step.tries === maxTries) return fail('bootstrap', step.answer, printed)
      return { kind: 'enable', tries: step.tries }
    }
    case 'kickstart': {
      const untilMs = nowMs + throttleSeconds * 1000 + spareMs
      return { kind: 'await-running', delayMs: 0, untilMs, answer: answerOf(result) }
    }
    case 'await-running': {
      const { printed } = lookOf(result)
      if (printed.kind !== 'loaded' || !hasStarted(plan, printed.job)) return lookAgain(step, printed, nowMs)
      if (plan.goal === 'install' && !isAsWritten(plan, printed.job))
        return fail('compare', step.answer, printed)
      return { kind: 'done', job: printed.job }
    }
    case 'done':
    case 'failed':
      return step
  }
}

export const maxTries = 5
const firstRetryMs = 500
const longestRetryMs = 2_000
/** How much longer than launchd may take we wait for it. */
const spareMs = 5_000
const longestStopMs = exitTimeOutSeconds * 1000 + spareMs
const lookEveryMs = 100

/** 5: anything; 36, 37: another one is going or there; 113: forgotten; 119: disabled; null: took too long. */
const worthAnotherTry: readonly (number | null)[] = [5, 36, 37, 113, 119, null]

function afterBootstrap(tries: number, answer: LaunchctlAnswer, nowMs: number): JobStep {
  if (answer.exitCode === 0) return { kind: 'kickstart' }
  if (!worthAnotherTry.includes(answer.exitCode)) return fail('bootstrap', answer)
  const delayMs = Math.min(firstRetryMs * 2 ** (tries - 1), longestRetryMs)
  return { kind: 'await-bootstrap', delayMs, untilMs: nowMs + longestStopMs, tries, answer }
}

function lookAgain(
  step: Extract<JobStep, { readonly untilMs: number }>,
  printed: Printed,
  nowMs: number,
): JobStep {
  return nowMs < step.untilMs ? { ...step, delayMs: lookEveryMs } : fail(step.kind, step.answer, printed)
}

/** Of a program that is over at once, the traces count. */
function hasStarted({ isOneShot }: JobPlan, job: PrintedJob): boolean {
  return job.pid !== null || (isOneShot && isCleanExit(job.lastExit))
}

function isCleanExit(exit: PrintedJob['lastExit']): boolean {
  return exit?.kind === 'code' && exit.code === 0
}

/** A label that was loaded from another file keeps the definition it had. */
function isAsWritten(plan: JobPlan, { path, arguments: printed }: PrintedJob): boolean {
  const isSamePath = path === null || path === plan.plistFile || path === plan.realPlistFile
  return isSamePath && (printed.length === 0 || printed.join('\n') === plan.programArguments.join('\n'))
}

function fail(at: JobFailure['at'], answer: LaunchctlAnswer, printed: Printed | null = null): JobStep {
  return { kind: 'failed', failure: { at, answer, printed } }
}

function answerOf(result: StepResult): LaunchctlAnswer {
  if (result.kind !== 'answer') throw new Error('a step that is not a look came to a look')
  return result.answer
}

function lookOf(result: StepResult): Extract<StepResult, { readonly kind: 'look' }> {
  if (result.kind !== 'look') throw new Error('a look came to an answer')
  return result
}
