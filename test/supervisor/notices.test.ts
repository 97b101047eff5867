import t from 'tap'
import type { Notice, ProcessEnd } from '../../src/core/instance-state.js'
import { describeEnd, describeNotice } from '../../src/supervisor/notices.js'

const ends: readonly (readonly [ProcessEnd, string])[] = [
  [{ kind: 'exited', code: 2, signal: null }, 'exit 2'],
  [{ kind: 'exited', code: 0, signal: null }, 'exit 0'],
  [{ kind: 'exited', code: null, signal: null }, 'exit unknown'],
  [{ kind: 'exited', code: null, signal: 'SIGSEGV' }, 'SIGSEGV'],
  [{ kind: 'unobserved' }, 'gone, exit code not seen'],
  [{ kind: 'idle' }, 'ended itself after idleTimeout without a client'],
  [{ kind: 'not-started', detail: 'spawn ENOENT' }, 'not started: spawn ENOENT'],
  [{ kind: 'unkillable' }, 'still there after SIGKILL'],
]
for (const [end, words] of ends)
  t.test(`an end in plain words: ${words}`, async t => {
    t.equal(describeEnd(end), words)
  })

const notices: readonly (readonly [Notice, string, object])[] = [
  [{ kind: 'ready', generation: 3 }, 'instance.ready', {}],
  [
    { kind: 'ended', generation: 3, end: { kind: 'unobserved' }, streak: 2 },
    'instance.ended',
    { end: 'gone, exit code not seen', how: { kind: 'unobserved' }, streak: 2 },
  ],
  [
    { kind: 'relaunch-scheduled', delayMs: 249.7, reason: 'crash' },
    'instance.relaunch-scheduled',
    { delayMs: 250, reason: 'crash' },
  ],
  [
    { kind: 'breaker-opened', streak: 5, cooldownMs: 120_000 },
    'breaker.opened',
    { streak: 5, cooldownMs: 120_000 },
  ],
  [{ kind: 'breaker-closed' }, 'breaker.closed', {}],
  [{ kind: 'would-replace', reason: 'hang' }, 'instance.would-replace', { reason: 'hang' }],
]
for (const [notice, kind, data] of notices)
  t.test(`the notice ${notice.kind} becomes the event ${kind}`, async t => {
    t.strictSame(describeNotice(notice), [kind, data])
  })
