import type {
  LeaseAnswer,
  LeaseRequest,
  SessionNote,
  SessionOrder,
  SessionTerms,
  SessionTraffic,
  SessionView,
  SpawnAnswer,
  SpawnPlan,
} from '../../src/control/supervision.js'

/** One of each kind that crosses the wire. */

export const sampleTerms: SessionTerms = { clientReplyTimeoutMs: 20_000, doubtAfterMs: 2_500.5 }

export const sampleRequest: LeaseRequest = {
  session: 'r7-1',
  editor: { name: 'Visual Studio Code', version: null },
  roots: ['/home/gopher/wörk'],
  goplsArgs: ['-rpc.trace'],
  environment: { PATH: '/usr/bin:/bin', GOFLAGS: '' },
  current: null,
  lost: null,
  patient: false,
}

export const sampleRequests: readonly LeaseRequest[] = [
  sampleRequest,
  { ...sampleRequest, current: { instance: 'g1', generation: 3 }, patient: true },
  ...(['closed', 'garbage', 'ordered', 'refused'] as const).map(lost => ({ ...sampleRequest, lost })),
]

export const sampleAnswer: LeaseAnswer = {
  ok: true,
  socketPath: '/run/g-1-3.sock',
  instance: 'g1',
  generation: 3,
}

export const sampleAnswers: readonly LeaseAnswer[] = [
  sampleAnswer,
  ...(['failed', 'stopped', 'missing'] as const).map(reason => ({
    ok: false as const,
    reason,
    message: 'Why.',
  })),
]

export const sampleView: SessionView = {
  session: 'r7-1',
  current: { instance: 'g1', generation: 3 },
  conversation: {
    pending: { method: 'textDocument/hover', ageMs: 12.5 },
    lastAnswerAgeMs: 13.25,
    progressAgeMs: null,
    awaitsClient: null,
    usualMs: 4,
  },
  pending: 1,
  lastSignAgeMs: null,
  lastUseAgeMs: 0,
  openDocuments: 20,
}

export const sampleTraffic: SessionTraffic = {
  session: 'r7-1',
  fromEditor: {
    unanswered: [{ method: 'textDocument/hover', ageMs: 1_200, bytes: 140 }],
    moreUnanswered: 3,
    notifications: [{ method: 'textDocument/didChange', ageMs: 1_300, bytes: 4_096 }],
  },
  fromGopls: { unanswered: [], moreUnanswered: 0, notifications: [] },
}

export const sampleOrders: readonly SessionOrder[] = [
  { kind: 'reconnect', session: 'r7-1', reason: 'hung' },
  { kind: 'move', session: 'r7-1', to: { instance: 'g2', generation: 4, socketPath: '/run/g-2-4.sock' } },
  { kind: 'say', session: 'r7-1', severity: 'warning', message: 'Slow.' },
]

export const sampleNotes: readonly SessionNote[] = [
  { kind: 'replayed', tookMs: 92.5, requests: 3, refused: 1 },
  { kind: 'moved', to: { instance: 'g2', generation: 4 }, besideMs: 2_400.5 },
  ...(['not-replayable', 'successor-failed', 'too-slow', 'overfull', 'never-idle'] as const).map(reason => ({
    kind: 'not-moved' as const,
    to: { instance: 'g2', generation: 4 },
    reason,
  })),
  { kind: 'suspect-request', method: 'textDocument/rename' },
  { kind: 'answered-for-editor', method: 'workspace/configuration', ageMs: 20_001 },
  { kind: 'told-error', code: 'go-not-found', message: 'go: not found' },
  { kind: 'loaded' },
  { kind: 'requests', answered: [{ method: 'textDocument/hover', outcome: 'result', tookMs: [1.5, 2] }] },
]

export const samplePlan: SpawnPlan = {
  path: '/usr/local/bin/gopls',
  args: ['serve', '-listen=unix;/run/g-1-3.sock'],
  environment: {},
  folder: '/run',
  stderrPath: null,
}

export const sampleSpawnAnswers: readonly SpawnAnswer[] = [
  { ok: true, pid: 4711 },
  { ok: false, detail: 'EACCES' },
]
