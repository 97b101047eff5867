import { Counter, Histogram, type Registry, type RegistryContentType } from 'prom-client'
import type { AnsweredRequests } from '../control/supervision.js'
import { isKnownMethod } from '../lsp/methods.js'
import type { EventTakers } from './event-takers.js'

/** Makes the metrics of editors' sessions, and what each event adds to them. */
export function createSessionMetrics(registry: Registry<RegistryContentType>): EventTakers {
  const registers = [registry]
  const requests = new Counter({
    name: 'gopls_guardian_requests_total',
    help: "Editors' requests that were answered.",
    labelNames: ['method', 'outcome'],
    registers,
  })
  const duration = new Histogram({
    name: 'gopls_guardian_request_duration_seconds',
    help: 'From the request of an editor to its answer.',
    labelNames: ['method'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  })
  const replayedRequests = new Counter({
    name: 'gopls_guardian_requests_replayed_total',
    help: 'Requests that were sent again on another connection.',
    registers,
  })
  const replayedSessions = new Counter({
    name: 'gopls_guardian_sessions_replayed_total',
    help: 'Sessions that were handed over to another connection.',
    registers,
  })
  const reconnects = new Counter({
    name: 'gopls_guardian_session_reconnects_total',
    help: 'Sessions that hung and were given another connection to the same gopls.',
    registers,
  })
  const moves = new Counter({
    name: 'gopls_guardian_sessions_moved_total',
    help: 'Sessions that moved to another gopls, loaded beside the old one, without a gap.',
    registers,
  })
  const answeredForEditors = new Counter({
    name: 'gopls_guardian_answered_for_editors_total',
    help: 'Requests of gopls that guardian answered because the editor did not.',
    registers,
  })
  return {
    'session.answered-for-editor': () => answeredForEditors.inc(),
    'session.moved': () => moves.inc(),
    'session.requests': data => {
      for (const { method, outcome, tookMs } of data['answered'] as readonly AnsweredRequests[]) {
        const label = isKnownMethod(method) ? method : 'other'
        requests.inc({ method: label, outcome }, tookMs.length)
        for (const ms of tookMs) duration.observe({ method: label }, ms / 1000)
      }
    },
    'session.replayed': data => {
      replayedSessions.inc()
      replayedRequests.inc(Number(data['requests']))
    },
    'session.reconnected': () => reconnects.inc(),
  }
}
