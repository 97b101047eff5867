import type { ConversationView } from '../core/evidence.js'
import { nameMethod } from '../lsp/method-name.js'
import type { MessageMark, TrafficOfOneSide } from '../lsp/session-traffic.js'
import {
  amount,
  anyOf,
  count,
  fields,
  flag,
  listOf,
  oneOf,
  orNull,
  type Reader,
  text,
  texts,
} from './reader.js'
import type {
  AnsweredRequests,
  EditorName,
  InstanceRef,
  LeaseAnswer,
  LeaseRequest,
  SessionNote,
  SessionOrder,
  SessionTerms,
  SessionTraffic,
  SessionView,
  SpawnAnswer,
  SpawnPlan,
} from './supervision.js'

/** How what supervisor and relay say to each other is read from the wire; the compiler holds it to their types. */

export const readTerms = fields<SessionTerms>({ clientReplyTimeoutMs: amount, doubtAfterMs: amount })

const readInstanceRef = fields<InstanceRef>({ instance: text, generation: count })

export const readLeaseRequest = fields<LeaseRequest>({
  session: text,
  editor: fields<EditorName>({ name: text, version: orNull(text) }),
  roots: listOf(text),
  goplsArgs: listOf(text),
  environment: texts,
  current: orNull(readInstanceRef),
  lost: orNull(oneOf('closed', 'garbage', 'ordered', 'refused')),
  patient: flag,
})

export const readLeaseAnswer = anyOf<LeaseAnswer>(
  fields<LeaseAnswer & { ok: true }>({
    ok: oneOf(true),
    socketPath: text,
    instance: text,
    generation: count,
  }),
  fields<LeaseAnswer & { ok: false }>({
    ok: oneOf(false),
    reason: oneOf('failed', 'stopped', 'missing'),
    message: text,
  }),
)

/** An editor may send any text for one, and it gets into events and incidents. */
const methodName: Reader<string> = value => (typeof value === 'string' ? nameMethod(value) : undefined)

const readWaiting = orNull(
  fields<NonNullable<ConversationView['pending']>>({ method: methodName, ageMs: amount }),
)

export const readViews: Reader<readonly SessionView[]> = listOf(
  fields<SessionView>({
    session: text,
    current: orNull(readInstanceRef),
    conversation: fields<ConversationView>({
      pending: readWaiting,
      lastAnswerAgeMs: orNull(amount),
      progressAgeMs: orNull(amount),
      awaitsClient: readWaiting,
      usualMs: orNull(amount),
    }),
    pending: count,
    lastSignAgeMs: orNull(amount),
    lastUseAgeMs: amount,
    openDocuments: count,
  }),
)

const readMarks = listOf(fields<MessageMark>({ method: methodName, ageMs: amount, bytes: count }))

const readSide = fields<TrafficOfOneSide>({
  unanswered: readMarks,
  moreUnanswered: count,
  notifications: readMarks,
})

export const readTraffic = listOf(
  fields<SessionTraffic>({ session: text, fromEditor: readSide, fromGopls: readSide }),
)

export const readOrder = anyOf<SessionOrder>(
  fields<SessionOrder & { kind: 'reconnect' }>({ kind: oneOf('reconnect'), session: text, reason: text }),
  fields<SessionOrder & { kind: 'move' }>({
    kind: oneOf('move'),
    session: text,
    to: fields<(SessionOrder & { kind: 'move' })['to']>({
      instance: text,
      generation: count,
      socketPath: text,
    }),
  }),
  fields<SessionOrder & { kind: 'say' }>({
    kind: oneOf('say'),
    session: text,
    severity: oneOf('error', 'warning'),
    message: text,
  }),
)

export const readNote = anyOf<SessionNote>(
  fields<SessionNote & { kind: 'replayed' }>({
    kind: oneOf('replayed'),
    tookMs: amount,
    requests: count,
    refused: count,
  }),
  fields<SessionNote & { kind: 'moved' }>({ kind: oneOf('moved'), to: readInstanceRef, besideMs: amount }),
  fields<SessionNote & { kind: 'not-moved' }>({
    kind: oneOf('not-moved'),
    to: readInstanceRef,
    reason: oneOf('not-replayable', 'successor-failed', 'too-slow', 'overfull', 'never-idle'),
  }),
  fields<SessionNote & { kind: 'suspect-request' }>({ kind: oneOf('suspect-request'), method: methodName }),
  fields<SessionNote & { kind: 'answered-for-editor' }>({
    kind: oneOf('answered-for-editor'),
    method: methodName,
    ageMs: amount,
  }),
  fields<SessionNote & { kind: 'told-error' }>({
    kind: oneOf('told-error'),
    code: oneOf('go-not-found', 'broken-go-mod', 'no-network', 'load-failed', 'other-error'),
    message: text,
  }),
  fields<SessionNote & { kind: 'loaded' }>({ kind: oneOf('loaded') }),
  fields<SessionNote & { kind: 'requests' }>({
    kind: oneOf('requests'),
    answered: listOf(
      fields<AnsweredRequests>({
        method: methodName,
        outcome: oneOf('result', 'error', 'refused', 'cancelled'),
        tookMs: listOf(amount),
      }),
    ),
  }),
)

export const readSpawnPlan = fields<SpawnPlan>({
  path: text,
  args: listOf(text),
  environment: texts,
  folder: text,
  stderrPath: orNull(text),
})

export const readSpawnAnswer = anyOf<SpawnAnswer>(
  fields<SpawnAnswer & { ok: true }>({ ok: oneOf(true), pid: count }),
  fields<SpawnAnswer & { ok: false }>({ ok: oneOf(false), detail: text }),
)
