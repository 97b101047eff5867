import type { SessionTraffic } from '../../control/supervision.js'
import type { MessageMark } from '../../lsp/session-traffic.js'

/** A notification that passed before an incident; its age is the one at the incident. */
export interface LastNotification extends MessageMark {
  readonly session: string
  readonly from: 'editor' | 'gopls'
}

const maxListed = 20

/** The last notifications of all sessions together, the oldest first. */
export function listLastNotifications(traffic: readonly SessionTraffic[]): readonly LastNotification[] {
  return traffic
    .flatMap(({ session, fromEditor, fromGopls }) => [
      ...fromEditor.notifications.map(mark => ({ session, from: 'editor' as const, ...mark })),
      ...fromGopls.notifications.map(mark => ({ session, from: 'gopls' as const, ...mark })),
    ])
    .sort((a, b) => b.ageMs - a.ageMs)
    .slice(-maxListed)
}
