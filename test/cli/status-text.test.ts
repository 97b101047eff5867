import t from 'tap'
import { coloured, plain } from '../../src/cli/paint.js'
import { describeStatus } from '../../src/cli/status-text.js'
import { sampleInstance, sampleSnapshot, statusBody } from './sample-snapshot.js'

t.test('a healthy gopls without an editor is one row and one reason', async t => {
  t.strictSame(describeStatus(statusBody(sampleSnapshot()), plain), [
    'pass: 1 gopls ready, no editor connected',
    '',
    'ID    STATE  VERDICT  PID   GEN  GOPLS    UPTIME  MEMORY   EDITORS  RESTARTS  BREAKER',
    'main  ready  healthy  4711  1    v0.20.0  3h 12m  412 MiB  0        0         closed',
    '',
    'main is healthy: answers',
  ])
})

t.test('what was decided and not done stands beside the verdict', async t => {
  const heldBack = 'would-replace (hang): gopls/sessions unanswered for 9.0 s'
  const hung = sampleInstance({ verdict: 'hung', reason: 'no CPU in 9.0 s', heldBack })
  const lines = describeStatus(statusBody(sampleSnapshot({ instances: [hung] })), plain)
  t.equal(lines.at(-1), `main is hung: no CPU in 9.0 s; ${heldBack}`)
})

t.test('a gopls that cannot live shows dashes, its restarts, its last end and the next start', async t => {
  const failed = sampleInstance({
    id: 'w2',
    state: 'failed',
    verdict: 'gone',
    reason: 'no process',
    pid: null,
    generation: 6,
    goplsVersion: null,
    uptimeSeconds: null,
    residentBytes: null,
    sessions: 2,
    restarts: { crash: 4, hang: 1, memory: 0, cpu: 0, upgrade: 0, manual: 0 },
    breaker: { state: 'open', streak: 5, retryInSeconds: 90 },
    lastEnd: 'exit code 2',
  })
  t.strictSame(describeStatus(statusBody(sampleSnapshot({ instances: [failed] })), plain), [
    'fail: instance failed, 1 gopls failed, 2 editors connected',
    '',
    'ID  STATE   VERDICT  PID  GEN  GOPLS  UPTIME  MEMORY  EDITORS  RESTARTS             BREAKER',
    'w2  failed  gone     -    6    -      -       -       2        5 (4 crash, 1 hang)  open',
    '',
    'w2 is gone: no process; last end: exit code 2; next start in 1m 30s',
  ])
})

t.test('each editor of a gopls has a line: who, where, and what waits', async t => {
  const editor = { name: 'Neovim', version: '0.10' }
  const session = {
    id: 's1',
    editor,
    roots: ['/home/ada/api', '/home/ada/web'],
    pending: 0,
    oldestPendingMs: null,
    lastSignMs: 5,
    verdict: 'healthy',
    reason: 'answers',
  } as const
  const sessionList = [
    session,
    {
      ...session,
      id: 's2',
      editor: { name: 'Helix', version: null },
      roots: ['/'],
      pending: 2,
      oldestPendingMs: 7_200,
      verdict: 'suspect',
      reason: 'textDocument/hover unanswered for 7.2 s',
    },
    { ...session, id: 's3', roots: [], pending: 1, oldestPendingMs: 40 },
  ] as const
  const lines = describeStatus(
    statusBody(sampleSnapshot({ instances: [sampleInstance({ sessions: 3, sessionList })] })),
    plain,
  )
  t.equal(lines[0], 'warn: verdict suspect, 1 gopls ready, 3 editors connected')
  t.strictSame(lines.slice(-4), [
    'main is healthy: answers',
    '  Neovim 0.10 in api, web: 0 pending',
    '  Helix in /: 2 pending, the oldest for 7s; suspect: textDocument/hover unanswered for 7.2 s',
    '  Neovim 0.10 in no folder: 1 pending, the oldest for 40 ms',
  ])
})

t.test("guardian's own troubles come last, with their details", async t => {
  const troubles = [{ code: 'gopls-missing', detail: 'no gopls on PATH' }] as const
  const body = statusBody(sampleSnapshot({ instances: [], troubles }))
  t.strictSame(describeStatus(body, plain), [
    'fail: gopls missing, no gopls, no editor connected',
    'gopls missing: no gopls on PATH',
  ])
})

t.test('colours add nothing but colours', async t => {
  const body = statusBody(sampleSnapshot())
  const lines = describeStatus(body, coloured)
  t.match(lines[0], '\u001b[32mpass')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const bare = lines.map(line => line.replace(/\u001b\[\d+m/g, '').trimEnd())
  t.strictSame(bare, describeStatus(body, plain))
})
