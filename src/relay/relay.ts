import { randomUUID } from 'node:crypto'
import { closeSync } from 'node:fs'
import type {
  LeaseAnswer,
  LeaseRequest,
  RelaySide,
  SessionOrder,
  SessionTraffic,
  SessionView,
  SpawnAnswer,
  SpawnPlan,
} from '../control/supervision.js'
import { spawnGopls } from '../gopls/spawn-gopls.js'
import { openStderrFile } from '../gopls/stderr-file.js'
import { EditorSession } from './editor-session.js'
import type { Streams } from './message-pipe.js'
import { sessionLimits } from './session-limits.js'
import type { SessionOptions, SessionSupervision } from './session-options.js'

export type RelayOptions = Omit<SessionOptions, 'session' | 'supervision' | 'limits'> &
  Partial<Pick<SessionOptions, 'limits'>>

/** All editors' sessions of this process: one over stdio, or any number on a socket. */
export class Relay implements RelaySide {
  readonly #options: RelayOptions
  readonly #sessions = new Map<string, EditorSession>()

  constructor(options: RelayOptions) {
    this.#options = options
  }

  /** The session goes on until its editor ends it; then its `ended` tells the exit code. */
  open(streams: Streams, supervision: SessionSupervision): EditorSession {
    const name = randomUUID()
    const options = { limits: sessionLimits, ...this.#options, session: name, supervision }
    const session = new EditorSession(streams, options)
    this.#sessions.set(name, session)
    void session.ended.then(() => this.#sessions.delete(name))
    return session
  }

  /** Ends every session, as if the editors were gone. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(session => session.close()))
  }

  views(): Promise<readonly SessionView[]> {
    return Promise.resolve([...this.#sessions.values()].map(session => session.view()))
  }

  traffic(): Promise<readonly SessionTraffic[]> {
    return Promise.resolve([...this.#sessions.values()].map(session => session.traffic()))
  }

  /** One for a session that has ended since is for nobody. */
  order(order: SessionOrder): void {
    this.#sessions.get(order.session)?.order(order)
  }

  /** Of each session that has a connection, for a supervisor that does not know of it yet. */
  registrations(): readonly LeaseRequest[] {
    return [...this.#sessions.values()].flatMap(session => session.registration() ?? [])
  }

  /** What came of a registration: the supervisor may want the session elsewhere. */
  registered(session: string, answer: LeaseAnswer): void {
    if (answer.ok) this.#sessions.get(session)?.moveTo(answer)
  }

  /** The gopls is to outlive us: we neither wait for it nor take it with us. */
  async spawn(plan: SpawnPlan): Promise<SpawnAnswer> {
    const { stderrPath, environment, ...rest } = plan
    let stderr: number | undefined
    try {
      stderr = stderrPath === null ? undefined : openStderrFile(stderrPath).fd
      const spawned = spawnGopls({
        ...rest,
        environment: { ...this.#options.environment, ...environment },
        stderr: stderr ?? 'ignore',
      })
      spawned.unref()
      if (spawned.pid !== undefined) return { ok: true, pid: spawned.pid }
      const end = await spawned.ended
      return { ok: false, detail: end.kind === 'not-started' ? end.detail : 'it ended at once' }
    } catch (error) {
      return { ok: false, detail: error instanceof Error ? error.message : String(error) }
    } finally {
      if (stderr !== undefined) closeSync(stderr)
    }
  }
}
