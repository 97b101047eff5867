import { connect } from 'node:net'
import { join } from 'node:path'
import { connectDaemon } from '../control/connect-daemon.js'
import { systemClock } from '../host/clock.js'
import { within } from '../host/within.js'
import { EditorsSocket, idleWords } from '../relay/editors-socket.js'
import { Relay } from '../relay/relay.js'
import { SupervisionLink } from '../relay/supervision-link.js'
import { openTraceSink } from '../relay/trace-sink.js'
import type { RelayPlan } from './gopls-arguments.js'
import { locate } from './locations.js'
import { OwnGopls } from './own-gopls.js'
import { readPackageVersion } from './package-version.js'

export type RelayEnd =
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** It cannot begin, and has read nothing from the editor yet: the real gopls can do it instead. `why` is one line. */
  | { readonly kind: 'unfit'; readonly why: string }

const endingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** For the connection to a daemon, and its hello. */
const connectLimitMs = 2_000
/** A gopls of our own that will not end in this time is not waited for. */
const closeLimitMs = 5_000
/** Until a supervisor says what its settings are. */
const firstTerms = { clientReplyTimeoutMs: 20_000, doubtAfterMs: 2_500 }

/** Serves the editor to the end of its session, or all the editors on a socket. */
export async function runRelay(plan: RelayPlan): Promise<RelayEnd> {
  // 1. Somebody to supervise gopls: the daemon, or ourselves.
  const locations = locate(process)
  const relaySocket = join(locations.socketFolder, 'relay.sock')
  const own = new OwnGopls(locations)
  if (!(await answers(relaySocket))) {
    const why = await own.findObstacle()
    if (why !== undefined) return { kind: 'unfit', why }
  }
  // 2. The relay, and the link between the two.
  const relay = new Relay({
    goplsArgs: plan.goplsArgs,
    environment: definedOnly(process.env),
    openConnection: lease => own.openPipes(lease) ?? connect(lease.socketPath),
    clock: systemClock,
    trace: plan.trace ? openTraceSink(plan.logfile) : undefined,
  })
  const version = readPackageVersion()
  const link = new SupervisionLink({
    connect: () => connectDaemon(relaySocket, relay, { version, limitMs: connectLimitMs }),
    openOwn: () => own.open(relay),
    terms: firstTerms,
    registrations: () => relay.registrations(),
    onRegistered: (session, answer) => relay.registered(session, answer),
  })
  // Not once: where signal-exit (in execa) then finds nobody but itself listening, it ends us there and then.
  for (const signal of endingSignals) process.on(signal, () => void relay.close())
  // 3. The editors.
  const exitCode = plan.listen === null ? await serveStdio(relay, link) : await serveSocket(plan, relay, link)
  await within(link.close(), closeLimitMs)
  return { kind: 'ended', exitCode }
}

function serveStdio(relay: Relay, link: SupervisionLink): Promise<number> {
  return relay.open({ source: process.stdin, sink: process.stdout }, link).ended
}

async function serveSocket(
  { listen, listenTimeoutMs }: RelayPlan,
  relay: Relay,
  link: SupervisionLink,
): Promise<number> {
  const result = await EditorsSocket.listen(
    listen ?? '',
    listenTimeoutMs ?? undefined,
    socket => void relay.open({ source: socket, sink: socket }, link),
  )
  if (!result.ok) {
    process.stderr.write(`gopls: ${result.detail}\n`)
    return goplsFailure
  }
  const { socket } = result
  const isAsked = new Promise<'asked'>(resolve => {
    for (const signal of endingSignals) process.on(signal, () => resolve('asked'))
  })
  const why = await Promise.race([socket.idle, isAsked])
  socket.close()
  await relay.close()
  if (why === 'asked') return 0
  process.stderr.write(`gopls: ${idleWords}\n`)
  return goplsFailure
}

/** gopls's own exit code for anything that ends it but its editor. */
const goplsFailure = 2

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
