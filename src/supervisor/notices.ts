import type { Notice, ProcessEnd } from '../core/instance-state.js'
import type { EventKind } from './event-log.js'

/** The event that tells of a decision's notice. */
export function describeNotice(notice: Notice): readonly [EventKind, Readonly<Record<string, unknown>>] {
  switch (notice.kind) {
    case 'ready':
      return ['instance.ready', {}]
    case 'ended':
      return ['instance.ended', { end: describeEnd(notice.end), how: notice.end, streak: notice.streak }]
    case 'relaunch-scheduled':
      return ['instance.relaunch-scheduled', { delayMs: Math.round(notice.delayMs), reason: notice.reason }]
    case 'breaker-opened':
      return ['breaker.opened', { streak: notice.streak, cooldownMs: notice.cooldownMs }]
    case 'breaker-closed':
      return ['breaker.closed', {}]
    case 'would-replace':
      return ['instance.would-replace', { reason: notice.reason }]
    case 'would-resume':
      return ['instance.would-resume', {}]
    case 'memory-not-chased':
      return ['instance.memory-not-chased', { sinceMs: Math.round(notice.sinceMs) }]
    default:
      return notice satisfies never
  }
}

/** How a process ended, in a few plain words. */
export function describeEnd(end: ProcessEnd): string {
  switch (end.kind) {
    case 'exited':
      return end.signal === null ? `exit ${end.code ?? 'unknown'}` : end.signal
    case 'unobserved':
      return 'gone, exit code not seen'
    case 'idle':
      return 'ended itself after idleTimeout without a client'
    case 'not-started':
      return `not started: ${end.detail}`
    case 'unkillable':
      return 'still there after SIGKILL'
    default:
      return end satisfies never
  }
}
