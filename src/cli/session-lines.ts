import { basename } from 'node:path'
import type { StatusBody } from '../http/status-body.js'
import { describeSeconds } from './quantities.js'

type Session = StatusBody['instances'][number]['sessions'][number]

/** The editors of one gopls, a line each: who, in which folders, and what waits for an answer. */
export function describeSessions(sessions: readonly Session[]): readonly string[] {
  return sessions.map(session => `  ${describeSession(session)}`)
}

function describeSession({ editor, roots, pending, oldestPendingMs, verdict, reason }: Session): string {
  const who = editor.version === null ? editor.name : `${editor.name} ${editor.version}`
  const where = roots.length === 0 ? 'no folder' : roots.map(shorten).join(', ')
  const oldest = oldestPendingMs === null ? '' : `, the oldest for ${describeMs(oldestPendingMs)}`
  const isWell = verdict === 'healthy'
  return `${who} in ${where}: ${pending} pending${oldest}${isWell ? '' : `; ${verdict}: ${reason}`}`
}

/** The last folder of a path is what people know a workspace by. */
function shorten(root: string): string {
  return basename(root) || root
}

function describeMs(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : describeSeconds(Math.round(ms / 1_000))
}
