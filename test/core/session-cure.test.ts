import fc from 'fast-check'
import t from 'tap'
import {
  cureSession,
  noCure,
  type SessionCureAction,
  type SessionCureState,
  tellAfterMs,
} from '../../src/core/session-cure.js'
import { type Verdict, verdicts } from '../../src/core/verdict.js'

const policy = { windowMs: 300_000, dryRun: false }
type Found = readonly [atMs: number, verdict: Verdict, cause?: 'hang' | 'cpu']

const courses: readonly (readonly [string, readonly Found[], readonly string[]])[] = [
  [
    'one that is well is left alone',
    [
      [0, 'healthy'],
      [1, 'suspect'],
    ],
    ['none', 'none'],
  ],
  [
    'the first hang is a reconnect, the second a replacement',
    [
      [0, 'hung', 'hang'],
      [9_000, 'hung', 'hang'],
    ],
    ['reconnect', 'replace'],
  ],
  [
    'being well for less than the window does not begin anew',
    [
      [0, 'hung', 'hang'],
      [1_000, 'healthy'],
      [299_999, 'hung', 'hang'],
    ],
    ['reconnect', 'none', 'replace'],
  ],
  [
    'after the window it begins anew',
    [
      [0, 'hung', 'hang'],
      [300_000, 'hung', 'hang'],
    ],
    ['reconnect', 'reconnect'],
  ],
  ['one that spins is replaced at once', [[0, 'hung', 'cpu']], ['replace']],
  [
    'a child is told of once, after two minutes',
    [
      [0, 'waiting-on-child'],
      [119_999, 'waiting-on-child'],
      [120_000, 'waiting-on-child'],
      [400_000, 'waiting-on-child'],
    ],
    ['none', 'none', 'tell', 'none'],
  ],
  [
    'a doubt in between does not begin the wait anew',
    [
      [0, 'waiting-on-child'],
      [60_000, 'suspect'],
      [120_000, 'waiting-on-child'],
    ],
    ['none', 'none', 'tell'],
  ],
  [
    'an answer in between does',
    [
      [0, 'waiting-on-child'],
      [60_000, 'healthy'],
      [120_000, 'waiting-on-child'],
    ],
    ['none', 'none', 'none'],
  ],
]
for (const [name, found, actions] of courses)
  t.test(name, async t =>
    t.strictSame(
      play(found).map(({ kind }) => kind),
      actions,
    ),
  )

t.test('a dry run only says that it would reconnect, once', async t => {
  const found: readonly Found[] = [
    [0, 'hung', 'hang'],
    [1_000, 'hung', 'hang'],
  ]
  t.strictSame(
    play(found, { ...policy, dryRun: true }).map(({ kind }) => kind),
    ['would-reconnect', 'none'],
  )
})

const anyCourse = fc
  .array(
    fc.tuple(
      fc.nat({ max: 200_000 }),
      fc.constantFrom(...verdicts),
      fc.constantFrom('hang' as const, 'cpu' as const),
    ),
  )
  .map(steps => {
    let atMs = 0
    return steps.map(([afterMs, verdict, cause]): Found => {
      atMs += afterMs
      return [atMs, verdict, cause]
    })
  })

t.test(
  'nothing but a hang is ever cured by a connection or a process, and nothing but a wait is told of',
  async () => {
    fc.assert(
      fc.property(anyCourse, found =>
        play(found).every(({ kind }, index) => {
          const verdict = found[index]?.[1]
          if (kind === 'tell') return verdict === 'waiting-on-child'
          return kind === 'none' || verdict === 'hung'
        }),
      ),
    )
  },
)

t.test('no process is ended for a hang without a reconnect in the window before', async () => {
  fc.assert(
    fc.property(anyCourse, found => {
      const hangs = found.map(([atMs, verdict]): Found => [atMs, verdict, 'hang'])
      const actions = play(hangs)
      return actions.every(({ kind }, index) => {
        if (kind !== 'replace') return true
        return actions.slice(0, index).some(before => before.kind === 'reconnect')
      })
    }),
  )
})

t.test('the wait that is told is at least as long as it says', async () => {
  fc.assert(
    fc.property(anyCourse, found =>
      play(found).every(action => action.kind !== 'tell' || action.waitedMs >= tellAfterMs),
    ),
  )
})

function play(found: readonly Found[], { windowMs, dryRun } = policy): readonly SessionCureAction[] {
  let state: SessionCureState = noCure
  return found.map(([nowMs, verdict, cause = null]) => {
    const cure = cureSession(state, { verdict, cause }, nowMs, { windowMs, dryRun })
    state = cure.state
    return cure.action
  })
}
