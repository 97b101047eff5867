import t from 'tap'
import { describeEvent } from '../../src/cli/narrate.js'
import { type EventKind, eventKinds } from '../../src/supervisor/event-log.js'

const told: readonly (readonly [EventKind, object, string])[] = [
  ['gopls.found', { version: 'v0.23.0', path: '/go/bin/gopls' }, 'real gopls v0.23.0 at /go/bin/gopls'],
  [
    'gopls.changed',
    { version: 'v0.24.0', path: '/go/bin/gopls' },
    'another gopls is in place: v0.24.0 at /go/bin/gopls',
  ],
  ['gopls.missing', { explanation: 'No gopls was found.' }, 'No gopls was found.'],
  ['instance.launched', { pid: 42 }, 'generation 3 started, pid 42'],
  ['instance.adopted', { pid: 42 }, 'generation 3 taken over, pid 42'],
  ['log.lost', { file: 'guardian.log', lines: 3 }, 'lost 3 lines of guardian.log'],
  ['log.lost', { file: 'gopls-1.log', bytes: 9_000 }, 'lost 9000 bytes of gopls-1.log'],
  ['instance.ready', {}, 'generation 3 answers'],
  ['instance.ready', { recoveryMs: 1_234 }, 'generation 3 answers, 1.23 s after the last answer'],
  ['incident.opened', { id: 'a', line: 'gopls spins' }, 'incident a: gopls spins'],
  ['incident.unwritable', { detail: 'ENOSPC' }, 'an incident could not be kept: ENOSPC'],
  ['instance.ended', { end: 'SIGKILL' }, 'generation 3 ended: SIGKILL'],
  ['instance.terminating', { pid: 42, reason: 'hang' }, 'ending generation 3, pid 42 (hang)'],
  ['instance.would-replace', { reason: 'hang' }, 'dry run: would replace generation 3 (hang)'],
  ['instance.would-resume', {}, 'dry run: would resume generation 3'],
  ['instance.signalled', { signal: 'SIGCONT', target: 'group' }, 'generation 3 was stopped; resumed'],
  [
    'instance.memory-not-chased',
    {},
    'generation 3 is over the memory limit again so soon that it is left alone',
  ],
  ['instance.relaunch-scheduled', { delayMs: 250 }, 'starts again in 250 ms'],
  [
    'breaker.opened',
    { streak: 5, cooldownMs: 120_000 },
    'given up after 5 failures in a row; next try in 120 s',
  ],
  ['breaker.closed', {}, 'stays up again'],
  ['configuration.loaded', { file: '/c.jsonc' }, 'configuration taken over from /c.jsonc'],
  [
    'configuration.refused',
    { problems: ['/c.jsonc:1:2: no'] },
    'configuration refused, the last good one stays: /c.jsonc:1:2: no',
  ],
  ['http.listening', { url: 'http://127.0.0.1:4675' }, 'listening on http://127.0.0.1:4675'],
  [
    'http.port-taken',
    { detail: 'EADDRINUSE' },
    'EADDRINUSE; tried again every 10 s, meanwhile use: gopls-guardian status',
  ],
  ['record.set-aside', { reason: 'not JSON', file: '/r' }, 'not JSON; its record is kept as /r'],
  ['record.unwritable', { detail: 'ENOSPC' }, 'ENOSPC'],
  ['events.unwritable', { detail: 'ENOSPC' }, 'ENOSPC'],
  ['log.unwritable', { detail: 'EISDIR' }, 'EISDIR'],
  ['relay.door-unusable', { detail: 'EACCES' }, 'EACCES'],
  ['session.opened', { editor: { name: 'Neovim', version: null } }, 'Neovim connected'],
  ['session.opened', {}, 'an editor connected'],
  ['session.closed', {}, 'an editor left'],
  ['session.reconnected', { reason: 'equal' }, 'a session hung (equal); given another connection'],
  [
    'session.would-reconnect',
    { reason: 'equal' },
    'dry run: would give a session another connection (equal)',
  ],
  [
    'instance.succession-begun',
    { reason: 'upgrade' },
    'generation 3 goes on while its successor is loaded beside it (upgrade)',
  ],
  [
    'instance.succession-given-up',
    { because: 'nobody-moved' },
    'generation 3 is not succeeded without a gap: nobody-moved',
  ],
  [
    'session.moved',
    { besideMs: 2_400.4 },
    'a session moved to generation 3 without a gap, loaded in 2400 ms beside',
  ],
  ['session.not-moved', { reason: 'too-slow' }, 'a session stays with generation 3: too-slow'],
  ['session.replayed', { tookMs: 92.4 }, 'a session was handed over in 92 ms'],
  [
    'session.answered-for-editor',
    { method: 'workspace/configuration' },
    "answered workspace/configuration in the editor's stead",
  ],
  [
    'session.suspect-request',
    { method: 'textDocument/hover' },
    'textDocument/hover was in flight at two deaths and is not sent again',
  ],
  ['session.told-error', { message: 'no go' }, 'told its editor of an error: no go'],
  ['session.loaded', {}, 'has loaded the workspace; its error is over'],
  ['session.waiting-on-child', { pid: 7, command: 'go list' }, 'waits for its child 7 (go list)'],
  [
    'observed.verdict',
    { verdict: 'spinning', reason: '10 min of CPU in 10 min', why: 'observe.policy.spinning is "report"' },
    'not behind guardian, spinning: 10 min of CPU in 10 min; observe.policy.spinning is "report"',
  ],
  ['observed.acted', { action: 'end', outcome: 'ended' }, 'not behind guardian, end: ended'],
  ['daemon.stopping', { endIdle: true }, 'stopping; ending what no editor uses'],
  ['daemon.stopping', { endIdle: false }, 'stopping; every gopls lives on'],
]
for (const [kind, data, line] of told)
  t.test(`${kind} is told as: ${line}`, async t => {
    t.equal(describeEvent({ seq: 1, wallMs: 0, kind, generation: 3, data: { ...data } }), line)
  })

t.test('every other event is for the log alone', async t => {
  const others = eventKinds.filter(kind => !told.some(([each]) => each === kind))
  for (const kind of others) t.equal(describeEvent({ seq: 1, wallMs: 0, kind, data: {} }), undefined, kind)
})
