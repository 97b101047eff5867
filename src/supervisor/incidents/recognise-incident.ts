import type { IncidentFacts } from '../../core/diagnose-incident.js'
import type { EndFacts } from '../../core/incident-crash.js'
import type { ProcessEnd } from '../../core/instance-state.js'
import { saysIdleEnd } from '../../gopls/stderr-file.js'
import type { GuardianEvent } from '../event-log.js'
import type { Exhibit, Inquiry } from './exhibit.js'
import type { IncidentAction } from './incident.js'
import type { InstanceHistory } from './instance-history.js'

export interface Recognised {
  readonly facts: IncidentFacts
  readonly action: IncidentAction
  /** What the verdict rests on; undefined where nobody was judged. */
  readonly exhibit: Exhibit | undefined
}

/** What there is to be had at the moment of an event. */
export interface Surroundings {
  readonly history: InstanceHistory
  /** What this generation wrote, or the end of it. */
  readonly stderr: () => string
  readonly inquire: () => Inquiry
  readonly platform: NodeJS.Platform
}

/** The incident that an event tells of; undefined for one that tells of none. */
export function recogniseIncident(event: GuardianEvent, around: Surroundings): Recognised | undefined {
  const { kind, generation, data } = event
  const { history } = around
  switch (kind) {
    case 'instance.ended': {
      // What we end ourselves has had its incident when that was decided, unless it would not go.
      const ended = readEnd(event, around)
      const isDecided = history.find('instance.terminating', generation) !== undefined
      if (isDecided && ended.end.kind !== 'unkillable') return undefined
      const facts = { kind: 'ended', ...ended } as const
      // Nobody was judged for this: it is what was seen of it last.
      return { facts, action: 'relaunched', exhibit: around.inquire().own }
    }
    case 'instance.terminating':
      if (history.find('instance.succession-begun', generation)) return undefined
      return afterReason(event, around, isFailure(data['reason']) ? 'replaced' : 'recycled')
    case 'instance.succession-begun':
      return afterReason(event, around, 'recycled')
    case 'instance.would-replace':
      return afterReason(event, around, 'none')
    case 'session.reconnected':
      return hung('hang', findExhibit(event, around), data['reason'], 'reconnected')
    case 'session.would-reconnect':
      return hung('hang', findExhibit(event, around), data['reason'], 'none')
    case 'session.answered-for-editor':
      return {
        facts: { kind: 'client-owed', method: String(data['method']), ageMs: Number(data['ageMs']) },
        action: 'answered-for-editor',
        exhibit: findExhibit(event, around),
      }
    case 'session.waiting-on-child':
      return {
        facts: { kind: 'child-waited-for', command: String(data['command']), ageMs: Number(data['ageMs']) },
        action: 'told-editor',
        exhibit: findExhibit(event, around),
      }
    case 'breaker.opened': {
      const last = history.find('instance.ended')
      const lastEnd = last && readEnd(last, around)
      const facts = { kind: 'given-up', streak: Number(data['streak']), lastEnd } as const
      return { facts, action: 'given-up', exhibit: undefined }
    }
    case 'observed.acting': {
      const { action, verdict, reason } = data
      const facts = { kind: 'observed', verdict: verdict as ObservedEnd, because: String(reason) } as const
      return action === 'end' ? { facts, action: 'ended', exhibit: undefined } : undefined
    }
    default:
      return undefined
  }
}

type ObservedEnd = Extract<IncidentFacts, { kind: 'observed' }>['verdict']

function isFailure(reason: unknown): reason is 'hang' | 'cpu' {
  return reason === 'hang' || reason === 'cpu'
}

function afterReason(
  event: GuardianEvent,
  around: Surroundings,
  action: IncidentAction,
): Recognised | undefined {
  const { reason, because } = event.data
  const exhibit = findExhibit(event, around)
  if (isFailure(reason)) return hung(reason, exhibit, because ?? exhibit?.judgement.reason, action)
  if (reason === 'upgrade') return { facts: { kind: 'upgrade' }, action, exhibit }
  if (reason === 'memory') {
    const heapUser = exhibit?.heapUsers[0]?.place
    const facts = { kind: 'memory', because: words(because, 'over the limit of memory'), heapUser } as const
    return { facts, action, exhibit }
  }
  // Asked for by somebody.
  return undefined
}

function hung(
  counted: 'hang' | 'cpu',
  exhibit: Exhibit | undefined,
  because: unknown,
  action: IncidentAction,
): Recognised {
  const facts = {
    kind: 'hung',
    counted,
    because: words(because, 'it did not answer'),
    evidence: exhibit?.evidence,
    dumps: exhibit?.dumps ?? [],
  } as const
  return { facts, action, exhibit }
}

function words(text: unknown, otherwise: string): string {
  return typeof text === 'string' && text !== '' ? text : otherwise
}

/** Of the session that the event names, else of whatever was found to hang, else of the instance. */
function findExhibit({ data }: GuardianEvent, { inquire }: Surroundings): Exhibit | undefined {
  const { own, sessions } = inquire()
  const named = sessions.find(({ session }) => session === data['session'])
  if (named) return named.exhibit
  const all = [own, ...sessions.map(({ exhibit }) => exhibit)]
  return all.find(each => each?.judgement.verdict === 'hung') ?? own
}

function readEnd({ data, generation }: GuardianEvent, { history, stderr, platform }: Surroundings): EndFacts {
  const end = data['how'] as ProcessEnd
  // Nobody saw it, and the words may be of an earlier generation.
  const isUnknown = end.kind === 'unobserved' && history.stderrFromByte(generation) === undefined
  const text = isUnknown ? '' : stderr()
  // One that was idle for less than its time limit counts as a failure, but leaves nothing to look into.
  const isIdle = end.kind === 'exited' && end.code === 2 && saysIdleEnd(text)
  return {
    end: isIdle ? { kind: 'idle' } : end,
    stderr: text,
    wasReady: history.wasReady(generation),
    platform,
  }
}
