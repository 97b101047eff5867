import type { SessionTraffic } from '../../control/supervision.js'
import type { Session } from '../session.js'
import type { Exhibit, Inquiry } from './exhibit.js'

/** What is known here of a gopls and of the sessions on it. */
export function inquire(own: Exhibit | undefined, sessions: readonly Session[]): Inquiry {
  return {
    own,
    sessions: sessions.map(({ id: session, editor, view, examination }) => ({
      session,
      editor,
      view,
      exhibit: examination?.exhibit,
    })),
  }
}

/** What their relays know of these sessions now; nothing of a relay that does not answer. Rejects never. */
export async function askTraffic(
  sessions: readonly Pick<Session, 'id' | 'relay'>[],
): Promise<readonly SessionTraffic[]> {
  const relays = new Set(sessions.map(({ relay }) => relay))
  const asked = [...relays].map(relay => relay.traffic().catch(() => []))
  const answers = (await Promise.all(asked)).flat()
  return answers.filter(({ session }) => sessions.some(({ id }) => id === session))
}
