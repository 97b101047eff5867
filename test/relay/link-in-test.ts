import type { Test } from 'tap'
import { type ConnectResult, connectDaemon } from '../../src/control/connect-daemon.js'
import type { LeaseAnswer } from '../../src/control/supervision.js'
import { type LinkOptions, SupervisionLink } from '../../src/relay/supervision-link.js'
import { emptyRelay, newSocketPath, openDoor, patientMs } from '../control/open-door.js'
import { sampleRequest } from '../control/sample-messages.js'
import { HandTimer } from './hand-timer.js'
import { OwnStandIn } from './own-stand-in.js'

export interface SetUp extends Partial<LinkOptions> {
  /** There is a daemon, with this supervisor. */
  readonly daemon?: Parameters<typeof openDoor>[1]
  /** What is opened as our own, the first, the second … time. */
  readonly own?: (count: number) => OwnStandIn
}

export interface LinkInTest {
  readonly link: SupervisionLink
  readonly timer: HandTimer
  readonly owns: readonly OwnStandIn[]
  readonly file: string
  readonly door: Awaited<ReturnType<typeof openDoor>>['door'] | undefined
}

/** A link whose timer is turned by hand; everything ends with the test. */
export async function newLink(t: Test, { daemon, own, ...options }: SetUp): Promise<LinkInTest> {
  const file = await newSocketPath(t)
  const door = daemon && (await openDoor(t, daemon, { file })).door
  const timer = new HandTimer()
  const owns: OwnStandIn[] = []
  const link = new SupervisionLink({
    connect: (): Promise<ConnectResult> =>
      connectDaemon(file, emptyRelay, { version: '1.2.3', limitMs: patientMs }),
    openOwn: async () => {
      const opened = own?.(owns.length) ?? new OwnStandIn()
      owns.push(opened)
      return opened
    },
    terms: { clientReplyTimeoutMs: 10, doubtAfterMs: 20 },
    registrations: () => [],
    onRegistered: () => undefined,
    startTimer: timer.start,
    ...options,
  })
  t.teardown(() => link.close())
  return { link, timer, owns, file, door }
}

export function lease(link: SupervisionLink, request = sampleRequest): Promise<LeaseAnswer> {
  return link.lease(request, new AbortController().signal)
}
