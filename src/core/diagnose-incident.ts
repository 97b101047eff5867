import type { Diagnosis } from './incident-cause.js'
import { diagnoseEnd, type EndFacts } from './incident-crash.js'
import { diagnoseHang, type HangFacts } from './incident-hang.js'

export type IncidentFacts =
  | ({ readonly kind: 'ended' } & EndFacts)
  | ({ readonly kind: 'hung' } & HangFacts)
  | { readonly kind: 'client-owed'; readonly method: string; readonly ageMs: number }
  | { readonly kind: 'child-waited-for'; readonly command: string; readonly ageMs: number }
  | { readonly kind: 'memory'; readonly because: string; readonly heapUser: string | undefined }
  | { readonly kind: 'upgrade' }
  | { readonly kind: 'given-up'; readonly streak: number; readonly lastEnd: EndFacts | undefined }
  | { readonly kind: 'observed'; readonly verdict: keyof typeof observedLines; readonly because: string }

/** The likely cause of what happened; undefined where it was no incident. */
export function diagnose(facts: IncidentFacts): Diagnosis | undefined {
  const diagnosis = findCause(facts)
  return diagnosis && { ...diagnosis, line: inPlainWords(diagnosis.line), why: inPlainWords(diagnosis.why) }
}

/** A panic says whatever its program made it say, at any length. */
function inPlainWords(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, maxCharacters)
}

const maxCharacters = 300

function findCause(facts: IncidentFacts): Diagnosis | undefined {
  switch (facts.kind) {
    case 'ended':
      return diagnoseEnd(facts)
    case 'hung':
      return diagnoseHang(facts)
    case 'client-owed':
      return {
        cause: 'blocked-on-client',
        line: `gopls waited for the editor's answer to ${facts.method}`,
        why: `${facts.method} was unanswered for ${seconds(facts.ageMs)}, and gopls does nothing else in that session meanwhile`,
      }
    case 'child-waited-for':
      return {
        cause: 'waiting-on-child',
        line: `gopls waits for its child ${facts.command}`,
        why: `the child has been at work for ${seconds(facts.ageMs)} while requests are unanswered; another gopls would wait in the same way`,
      }
    case 'memory':
      return {
        cause: 'memory',
        line: `gopls used more memory than it may${facts.heapUser === undefined ? '' : `; most was asked for by ${facts.heapUser}`}`,
        why: facts.because,
      }
    case 'upgrade':
      return {
        cause: 'upgrade',
        line: 'another gopls was installed',
        why: 'the binary in place is not the one that was running',
      }
    case 'given-up':
      return giveUp(facts)
    case 'observed':
      return {
        cause: `observed-${facts.verdict}`,
        line: `a gopls that guardian did not start ${observedLines[facts.verdict]}`,
        why: facts.because,
      }
    default:
      return facts satisfies never
  }
}

/** By verdict, all those for which one can be ended. */
const observedLines = {
  orphan: 'was left over by its editor',
  stopped: 'was stopped',
  spinning: 'used the CPU without end',
  bloated: 'used more memory than it may',
} as const

function giveUp({ streak, lastEnd }: Extract<IncidentFacts, { kind: 'given-up' }>): Diagnosis {
  const last = lastEnd && diagnoseEnd(lastEnd)
  return {
    cause: 'given-up',
    line: `gopls cannot stay up${last ? `: ${last.line}` : ''}`,
    why: `${streak} generations in a row did not stay up${last ? `; of the last one: ${last.why}` : ''}`,
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
