import { setTimeout as delay } from 'node:timers/promises'
import type { Settings } from '../../config/settings.js'
import type { StatusBody } from '../../http/status-body.js'
import { agentLabel } from '../../launchd/job.js'
import { createApiClient } from '../api-client.js'
import { fetchStatus } from '../fetch-body.js'
import type { AgentHost } from './agent-host.js'

/** What the very process that launchd started says of itself. */
export interface Proven {
  readonly status: StatusBody
  /** Null where it may choose its port. */
  readonly url: string | null
}

type ProofSettings = Pick<Settings, 'http' | 'instances'>

export type Proof = ({ readonly ok: true } & Proven) | { readonly ok: false; readonly detail: string }

/**
 * Waits until the daemon that launchd started answers on its socket and over TCP, and until every gopls that it
 * starts has come to something. An older daemon, or another program at the port, does not count: the pid must be
 * launchd's, and both answers must be of the same start.
 */
export async function proveStart(host: AgentHost, settings: ProofSettings): Promise<Proof> {
  const { host: address, port } = settings.http
  const url = port === 0 ? null : `http://${address.includes(':') ? `[${address}]` : address}:${port}`
  const untilMs = performance.now() + limitMs
  for (;;) {
    const proof = await look(host, url)
    const isSettled = proof.ok && isQuiet(proof.status, settings)
    if (isSettled || performance.now() >= untilMs) return proof
    await delay(lookEveryMs)
  }
}

function isQuiet({ instances }: StatusBody, { instances: { keepWarm } }: ProofSettings): boolean {
  return (instances.length > 0 || !keepWarm) && instances.every(({ state }) => state !== 'starting')
}

/** A start may be held back by the throttle of 10 s, and gopls takes a few. */
const limitMs = 45_000
const lookEveryMs = 100

async function look({ launchctl, locations }: AgentHost, url: string | null): Promise<Proof> {
  const printed = await launchctl.print(agentLabel)
  const pid = printed.kind === 'loaded' ? printed.job.pid : null
  if (pid === null) return { ok: false, detail: 'launchd shows no process of it' }
  const answer = await fetchStatus(createApiClient(locations.apiSocket))
  if (!answer.ok) return { ok: false, detail: answer.detail }
  const { body: status } = answer
  if (status.pid !== pid)
    return { ok: false, detail: `pid ${status.pid} answers on its socket, and launchd started ${pid}` }
  if (url === null) return { ok: true, status, url }
  const startedAt = await fetchStart(`${url}/health`)
  if (startedAt === status.startedAt) return { ok: true, status, url }
  return { ok: false, detail: `${url}/health is not answered by it` }
}

const answerLimitMs = 2_000

async function fetchStart(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerLimitMs) })
    const body: unknown = await response.json()
    return (Object(body) as { readonly startedAt?: unknown }).startedAt
  } catch {
    return undefined
  }
}
