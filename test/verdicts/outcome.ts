import { type Verdict, verdicts } from '../../src/core/verdict.js'
import type { LoggedEvent } from './watched-daemon.js'

/** What guardian made of a situation, and what it did. */
export interface Outcome {
  readonly verdict: Verdict
  readonly action: string
}

/** The worst verdict of all, and every signal and replacement, as the events tell of them. */
export function readOutcome(events: readonly LoggedEvent[]): Outcome {
  return { verdict: readWorstVerdict(events), action: readAction(events) }
}

function readWorstVerdict(events: readonly LoggedEvent[]): Verdict {
  const seen = events.flatMap(({ event, verdict }) => (event === 'instance.verdict' ? verdict : []))
  return verdicts.findLast(verdict => seen.includes(verdict)) ?? 'unknown'
}

export function readAction(events: readonly LoggedEvent[]): string {
  const steps = events.flatMap(({ event, signal, target, outcome, reason }) => {
    // The SIGCONT to a single process only goes with the signal before it.
    const isStep = outcome === 'sent' && !(signal === 'SIGCONT' && target === 'process')
    if (event === 'instance.signalled' && isStep) return String(signal)
    if (event === 'instance.launched' && reason !== 'start') return `replaced (${String(reason)})`
    return []
  })
  return steps.join(', ') || 'none'
}
