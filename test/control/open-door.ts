import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type ConnectResult, connectDaemon } from '../../src/control/connect-daemon.js'
import { type DoorLimits, RelayDoor, usualLimits } from '../../src/control/relay-door.js'
import type { ConnectedRelay, RelayHost } from '../../src/control/relay-guest.js'
import type { RelaySide, Supervision } from '../../src/control/supervision.js'
import { sampleAnswer, sampleTerms } from './sample-messages.js'

type Tap = Pick<Test, 'teardown'>

/** Longer than any test runs. */
export const patientMs = 60_000

/** Never the cause of an end. */
export const patientLimits: DoorLimits = {
  ...usualLimits,
  helloMs: patientMs,
  viewsMs: patientMs,
  spawnMs: patientMs,
}

/** Not below t.testdir(): the path of a socket has a limit of about a hundred bytes. */
export async function newSocketPath(t: Tap): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'relay.sock')
}

/** A supervisor that grants every lease, and hears nothing. */
export const grantingHost: RelayHost = {
  lease: () => Promise.resolve(sampleAnswer),
  raiseDoubt: () => undefined,
  note: () => undefined,
  release: () => undefined,
  gone: () => undefined,
}

export interface OpenDoor {
  readonly file: string
  readonly door: RelayDoor
}

/** A door that is open until the test ends, with a supervisor behind it that is like this. */
export async function openDoor(
  t: Tap,
  host: Partial<RelayHost> | ((relay: ConnectedRelay) => Partial<RelayHost>) = {},
  { limits = patientLimits, file }: { readonly limits?: DoorLimits; readonly file?: string } = {},
): Promise<OpenDoor> {
  const door = new RelayDoor({
    terms: () => sampleTerms,
    welcome: relay => ({ ...grantingHost, ...(typeof host === 'function' ? host(relay) : host) }),
    limits,
  })
  t.teardown(() => door.close())
  const path = file ?? (await newSocketPath(t))
  const result = await door.listen(path)
  if (!result.ok) throw new Error(result.detail)
  return { file: path, door }
}

/** A relay without sessions. */
export const emptyRelay: RelaySide = {
  views: () => Promise.resolve([]),
  traffic: () => Promise.resolve([]),
  order: () => undefined,
  spawn: () => Promise.resolve({ ok: false, detail: 'not here' }),
}

export async function tryConnect(
  t: Tap,
  file: string,
  relay: Partial<RelaySide> = {},
  limitMs = patientMs,
): Promise<ConnectResult> {
  const result = await connectDaemon(file, { ...emptyRelay, ...relay }, { version: '1.2.3', limitMs })
  if (result.ok) t.teardown(() => result.supervision.close())
  return result
}

export async function connect(t: Tap, file: string, relay?: Partial<RelaySide>): Promise<Supervision> {
  const result = await tryConnect(t, file, relay)
  if (!result.ok) throw new Error(result.reason)
  return result.supervision
}
