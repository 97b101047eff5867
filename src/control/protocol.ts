import {
  readLeaseAnswer,
  readLeaseRequest,
  readNote,
  readOrder,
  readSpawnAnswer,
  readSpawnPlan,
  readTerms,
  readTraffic,
  readViews,
} from './read-supervision.js'
import { amount, anyOf, count, fields, oneOf, type Reader, text } from './reader.js'
import type { SessionNote, SessionTerms } from './supervision.js'

/**
 * The protocol between a relay and the daemon: JSON-RPC 2.0 in frames of the LSP base protocol, over `relay.sock`.
 *
 *   relay → daemon   hello, and after its answer: lease, doubt, note, release
 *   daemon → relay   views, traffic, spawn, order
 *
 * A change of any message raises the number, but not a new question: who does not know it refuses it, and whoever asks
 * does without the answer. `hello` itself stays as it is for ever, so that any two can refuse each other politely. It
 * may be said again at any time: an answer shows that the daemon lives. An environment may be in `lease`: no message may
 * be logged or be part of an error.
 */
export const protocolNumber = 1

/** A process's arguments and environment together are at most 1 MiB on macOS, 2 MiB by default on Linux. */
export const maxMessageBytes = 4 * 1024 * 1024

/** A question with one answer. */
export interface Call<Params, Result> {
  readonly method: string
  readonly readParams: Reader<Params>
  readonly readResult: Reader<Result>
}

/** Something told, without an answer. */
export interface Notice<Params> {
  readonly method: string
  readonly readParams: Reader<Params>
}

/** Why a relay is turned away, each with one line of meaning. */
export const refusals = {
  'other-protocol': 'the two ends are of different releases: the relay works alone until both are the same',
  'too-many-relays': 'the daemon serves as many relays as it may',
} as const
export type Refusal = keyof typeof refusals

export interface Hello {
  readonly protocol: number
  readonly version: string
  readonly pid: number
}

export type HelloAnswer =
  | { readonly ok: true; readonly terms: SessionTerms }
  | { readonly ok: false; readonly reason: Refusal }

export const hello: Call<Hello, HelloAnswer> = {
  method: 'hello',
  readParams: fields<Hello>({ protocol: amount, version: text, pid: count }),
  readResult: anyOf<HelloAnswer>(
    fields<HelloAnswer & { ok: true }>({ ok: oneOf(true), terms: readTerms }),
    fields<HelloAnswer & { ok: false }>({
      ok: oneOf(false),
      reason: oneOf('other-protocol', 'too-many-relays'),
    }),
  ),
}

/** A cancelled one (`$/cancelRequest`) is given up. */
export const lease = { method: 'lease', readParams: readLeaseRequest, readResult: readLeaseAnswer } as const

interface AboutSession {
  readonly session: string
}
const readAboutSession = fields<AboutSession>({ session: text })

export const doubt: Notice<AboutSession> = { method: 'doubt', readParams: readAboutSession }

export const release: Notice<AboutSession> = { method: 'release', readParams: readAboutSession }

export const note: Notice<AboutSession & { readonly note: SessionNote }> = {
  method: 'note',
  readParams: fields<AboutSession & { note: SessionNote }>({ session: text, note: readNote }),
}

const readNothing: Reader<object> = fields<object>({})

export const views = { method: 'views', readParams: readNothing, readResult: readViews } as const

/** Newer than the others: a relay may refuse it. */
export const traffic = { method: 'traffic', readParams: readNothing, readResult: readTraffic } as const

export const spawn = { method: 'spawn', readParams: readSpawnPlan, readResult: readSpawnAnswer } as const

export const order = { method: 'order', readParams: readOrder } as const
