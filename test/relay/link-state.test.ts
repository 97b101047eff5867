import t from 'tap'
import {
  hopefulPausesMs,
  type LinkAction,
  type LinkEvent,
  type LinkState,
  step,
} from '../../src/relay/link-state.js'

const search = { failures: 0, hope: 0, isBarred: false }
const newlyLost = { failures: 0, hope: 5, isBarred: false }
const seeking: LinkState = { kind: 'seeking', ...search }
const waiting: LinkState = { kind: 'waiting', ...search, failures: 1 }
const opening: LinkState = { kind: 'opening', ...search }
const alone: LinkState = { kind: 'alone', ...search, failures: 1 }
const looking: LinkState = { kind: 'looking', ...search, failures: 1 }
const served: LinkState = { kind: 'served' }
const barred = { failures: 0, hope: 0, isBarred: true }

type Row = readonly [
  sentence: string,
  state: LinkState,
  event: LinkEvent['kind'],
  isWanted: boolean,
  next: object,
  action: LinkAction | null,
]
const rows: readonly Row[] = [
  ['a daemon that is found supervises', seeking, 'found', true, served, null],
  [
    'without a daemon, who needs a gopls supervises it',
    seeking,
    'not-found',
    true,
    opening,
    { kind: 'open-own' },
  ],
  ['nobody needs one: the daemon is awaited', seeking, 'not-found', false, waiting, pause(1_000)],
  [
    'one that says nothing is not awaited, though one was lost just now',
    { kind: 'seeking', ...newlyLost },
    'silent',
    true,
    { kind: 'opening', hope: 0 },
    { kind: 'open-own' },
  ],
  ['nor handed the sessions', looking, 'silent', false, { kind: 'alone', failures: 2 }, pause(2_000)],
  ['a need while the daemon is asked waits for that', seeking, 'wanted', true, seeking, null],
  [
    'a need while the daemon is awaited waits no longer',
    waiting,
    'wanted',
    true,
    { kind: 'opening' },
    { kind: 'open-own' },
  ],
  [
    'after a pause the daemon is tried again',
    waiting,
    'pause-over',
    false,
    { kind: 'seeking' },
    { kind: 'seek' },
  ],
  ['once open, our own supervises', opening, 'opened', true, { kind: 'alone', failures: 1 }, pause(1_000)],
  [
    'one that cannot be opened is tried again after a pause',
    opening,
    'not-opened',
    true,
    { kind: 'waiting' },
    pause(1_000),
  ],
  ['alone, the daemon is looked for', alone, 'pause-over', false, looking, { kind: 'seek' }],
  ['the pauses grow', looking, 'not-found', false, { kind: 'alone', failures: 2 }, pause(2_000)],
  ['up to a bound', { ...looking, failures: 100 }, 'not-found', false, { kind: 'alone' }, pause(30_000)],
  [
    'a daemon that comes back is handed the sessions',
    looking,
    'found',
    false,
    { kind: 'handing-over' },
    { kind: 'hand-over' },
  ],
  ['and then supervises', { kind: 'handing-over', isDaemonGone: false }, 'handed-over', true, served, null],
  [
    'unless it went meanwhile',
    { kind: 'handing-over', isDaemonGone: true },
    'handed-over',
    true,
    { kind: 'seeking', ...newlyLost },
    { kind: 'seek' },
  ],
  [
    'a daemon that went is tried at once',
    served,
    'daemon-gone',
    true,
    { kind: 'seeking', ...newlyLost },
    { kind: 'seek' },
  ],
  [
    'and for a while, whoever needs it',
    { kind: 'seeking', ...newlyLost },
    'not-found',
    true,
    { kind: 'waiting', hope: 4 },
    pause(50),
  ],
  [
    'for which a need waits',
    { kind: 'waiting', ...newlyLost, hope: 1 },
    'wanted',
    true,
    { kind: 'waiting', hope: 1 },
    null,
  ],
  [
    'until there is no hope',
    { kind: 'seeking', ...search },
    'not-found',
    true,
    opening,
    { kind: 'open-own' },
  ],
  [
    'who may not connect supervises where needed',
    seeking,
    'refused',
    true,
    { kind: 'opening', ...barred },
    { kind: 'open-own' },
  ],
  [
    'and never looks for the daemon again',
    { kind: 'opening', ...barred },
    'opened',
    true,
    { kind: 'alone', isBarred: true },
    null,
  ],
  [
    'our own that ends is followed by the daemon',
    alone,
    'own-gone',
    true,
    { kind: 'seeking' },
    { kind: 'seek' },
  ],
  [
    'or by another of our own',
    { ...alone, isBarred: true },
    'own-gone',
    true,
    { kind: 'opening' },
    { kind: 'open-own' },
  ],
]
for (const [sentence, state, kind, isWanted, next, action] of rows)
  t.test(sentence, async t => {
    const taken = step(state, { kind }, isWanted)
    t.match(taken.state, next)
    t.strictSame(taken.action, action)
  })

t.test('a lost daemon has two seconds to come back', async t => {
  t.equal(
    hopefulPausesMs.reduce((sum, pauseMs) => sum + pauseMs, 0),
    2_000,
  )
  const pauses: number[] = []
  let { state } = step(served, { kind: 'daemon-gone' }, true)
  while (state.kind !== 'opening') {
    const taken = step(state, { kind: state.kind === 'seeking' ? 'not-found' : 'pause-over' }, true)
    if (taken.action?.kind === 'pause') pauses.push(taken.action.pauseMs)
    state = taken.state
  }
  t.strictSame(pauses, hopefulPausesMs)
})

function pause(pauseMs: number): LinkAction {
  return { kind: 'pause', pauseMs }
}
