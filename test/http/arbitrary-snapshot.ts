import fc from 'fast-check'
import { noEvidence } from '../../src/core/evidence.js'
import { observedVerdicts } from '../../src/core/judge-observed.js'
import { verdicts } from '../../src/core/verdict.js'
import { type DaemonSnapshot, type InstanceSnapshot, troubleCodes } from '../../src/supervisor/snapshot.js'
import { anyLooks, collect } from '../core/arbitrary-evidence.js'
import { sampleInstance } from './sample-snapshot.js'

/** Stands in every text that is not ours to tell. */
export const marker = 'PRIVATE'

const secret = fc.string({ unit: 'grapheme' }).map(text => `${text}${marker}/etc/passwd ${text}`)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const session: fc.Arbitrary<InstanceSnapshot['sessionList'][number]> = fc.record({
  id: secret,
  editor: fc.record({ name: secret, version: maybe(secret) }),
  roots: fc.array(secret, { maxLength: 2 }),
  pending: fc.nat(),
  oldestPendingMs: maybe(fc.nat()),
  lastSignMs: maybe(fc.nat()),
  verdict: fc.constantFrom(...verdicts),
  reason: secret,
})

const instance: fc.Arbitrary<InstanceSnapshot> = fc
  .record({
    id: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
    state: fc.constantFrom('starting', 'ready', 'stopping', 'backoff', 'failed', 'stopped'),
    verdict: fc.constantFrom(...verdicts),
    reason: secret,
    verdictForSeconds: maybe(fc.nat()),
    evidence: anyLooks().map(looks => collect(looks).at(-1) ?? noEvidence),
    pid: maybe(fc.nat()),
    generation: fc.nat(),
    goplsVersion: maybe(secret),
    goplsPath: maybe(secret),
    startedAtWallMs: maybe(fc.nat()),
    uptimeSeconds: maybe(fc.nat()),
    sessions: fc.nat({ max: 3 }),
    sessionList: fc.array(session, { maxLength: 2 }),
    residentBytes: maybe(fc.nat()),
    socket: maybe(secret),
    workspace: maybe(secret),
    lastEnd: maybe(secret),
    heldBack: maybe(secret),
  })
  .map(sampleInstance)

const observed: fc.Arbitrary<DaemonSnapshot['observed'][number]> = fc.record({
  pid: fc.nat(),
  kind: fc.constantFrom('stdio', 'daemon', 'forwarder', 'mcp', 'command'),
  editor: fc.constantFrom('vscode', 'neovim', 'unknown'),
  ownerPid: maybe(fc.nat()),
  verdict: fc.constantFrom(...observedVerdicts),
  reason: secret,
  version: maybe(secret),
  path: maybe(secret),
  ageSeconds: fc.nat(),
  residentBytes: fc.nat(),
  action: fc.constantFrom('report', 'resume', 'end'),
  why: secret,
})

export const snapshots: fc.Arbitrary<DaemonSnapshot> = fc.record({
  version: fc.constant('0.1.0'),
  pid: fc.nat(),
  startedAtWallMs: fc.nat(),
  instances: fc.uniqueArray(instance, { maxLength: 4, selector: ({ id }) => id }),
  observed: fc.array(observed, { maxLength: 3 }),
  troubles: fc.array(
    fc.record({
      code: fc.constantFrom(...troubleCodes),
      detail: secret,
    }),
    { maxLength: 2 },
  ),
  toldErrors: fc.uniqueArray(
    fc.constantFrom('go-not-found', 'broken-go-mod', 'no-network', 'load-failed', 'other-error'),
  ),
  memoryLimitBytes: fc.nat(),
  loopLagMs: fc.nat(),
})
