import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import type { Test } from 'tap'
import type { LeaseAnswer, LeaseRequest, SessionNote, SessionTerms } from '../../src/control/supervision.js'
import { systemClock } from '../../src/host/clock.js'
import { EditorSession } from '../../src/relay/editor-session.js'
import { type SessionLimits, sessionLimits } from '../../src/relay/session-limits.js'
import type { SessionOptions, SessionSupervision } from '../../src/relay/session-options.js'
import { JsonPeer } from './json-peer.js'
import { initialized, type ScriptedConnection, ScriptedGopls } from './scripted-gopls.js'

/** A supervisor in the hand of a test. */
export class HandSupervision implements SessionSupervision {
  terms: SessionTerms = { clientReplyTimeoutMs: 60_000, doubtAfterMs: 60_000 }
  readonly asked: LeaseRequest[] = []
  readonly notes: SessionNote[] = []
  readonly doubts: string[] = []
  readonly released: string[] = []
  #onNote: (() => void)[] = []
  answer: (request: LeaseRequest, nth: number) => LeaseAnswer | Promise<LeaseAnswer>

  constructor(answer: (request: LeaseRequest, nth: number) => LeaseAnswer | Promise<LeaseAnswer>) {
    this.answer = answer
  }

  async lease(request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> {
    this.asked.push(request)
    this.#wake()
    const aborted = new Promise<LeaseAnswer>(resolve =>
      signal.addEventListener('abort', () => resolve({ ok: false, reason: 'stopped', message: 'aborted' })),
    )
    return Promise.race([this.answer(request, this.asked.length), aborted])
  }

  raiseDoubt(session: string): void {
    this.doubts.push(session)
    this.#wake()
  }

  note(_session: string, note: SessionNote): void {
    this.notes.push(note)
    this.#wake()
  }

  release(session: string): void {
    this.released.push(session)
    this.#wake()
  }

  async untilAsked(times: number): Promise<void> {
    await this.until(() => this.asked.length >= times)
  }

  /** Until a question, a note, a doubt or a release makes this true. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>(resolve => this.#onNote.push(resolve))
  }

  #wake(): void {
    const waiting = this.#onNote
    this.#onNote = []
    for (const resolve of waiting) resolve()
  }
}

export function leaseOf(socketPath: string, generation = 1): LeaseAnswer {
  return { ok: true, instance: 'one', generation, socketPath }
}

export interface OpenedSession {
  readonly session: EditorSession
  readonly editor: JsonPeer
  readonly toRelay: PassThrough
  readonly fromRelay: PassThrough
}

export function openSession(
  t: Test,
  supervision: SessionSupervision,
  options: Partial<SessionOptions> = {},
): OpenedSession {
  const toRelay = new PassThrough()
  const fromRelay = new PassThrough()
  const session = new EditorSession(
    { source: toRelay, sink: fromRelay },
    {
      session: 'test',
      supervision,
      goplsArgs: [],
      environment: {},
      openConnection: ({ socketPath }) => connect(socketPath),
      clock: systemClock,
      limits: sessionLimits,
      trace: undefined,
      ...options,
    },
  )
  t.teardown(() => session.close())
  return { session, toRelay, fromRelay, editor: new JsonPeer(fromRelay, toRelay) }
}

/** As every editor begins. */
export async function begin(editor: JsonPeer, params: object = {}): Promise<void> {
  await editor.ask('init', 'initialize', { processId: null, rootUri: null, capabilities: {}, ...params })
  editor.say({ method: 'initialized', params: {} })
}

export interface BegunSession extends OpenedSession {
  readonly gopls: ScriptedGopls
  readonly supervision: HandSupervision
  /** gopls's end of the first connection. */
  readonly peer: JsonPeer
  readonly connection: ScriptedConnection
}

/** A session that is connected to a scripted gopls, and leased that same one whenever it asks. */
export async function beginSession(
  t: Test,
  limits: Partial<SessionLimits> = {},
  params: object = {},
): Promise<BegunSession> {
  const gopls = await ScriptedGopls.listen(t)
  const supervision = new HandSupervision((_, nth) => leaseOf(gopls.socketPath, nth))
  const opened = openSession(t, supervision, { limits: { ...sessionLimits, ...limits } })
  const begun = begin(opened.editor, params)
  const connection = await gopls.nextConnection()
  const peer = await initialized(connection)
  await begun
  await peer.nextCall('initialized')
  return { ...opened, gopls, supervision, peer, connection }
}
