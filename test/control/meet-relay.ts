import type { Test } from 'tap'
import type { ConnectedRelay } from '../../src/control/relay-guest.js'
import { connect, type grantingHost, openDoor, patientLimits } from './open-door.js'

export interface Meeting {
  readonly relay: ConnectedRelay
  readonly supervision: Awaited<ReturnType<typeof connect>>
  readonly door: Awaited<ReturnType<typeof openDoor>>['door']
  readonly file: string
}

/** Both ends of one connection. */
export async function meet(
  t: Test,
  host: Partial<typeof grantingHost> = {},
  relaySide?: Parameters<typeof connect>[2],
  limits = patientLimits,
): Promise<Meeting> {
  const { promise, resolve } = withResolvers<ConnectedRelay>()
  const { file, door } = await openDoor(
    t,
    relay => {
      resolve(relay)
      return host
    },
    { limits },
  )
  const supervision = await connect(t, file, relaySide)
  return { relay: await promise, supervision, door, file }
}

export function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}
