import fc from 'fast-check'
import t from 'tap'
import { editors } from '../../src/cli/editors/editor-list.js'
import { defaultSettings } from '../../src/config/settings.js'
import { observedVerdicts } from '../../src/core/judge-observed.js'
import {
  connectable,
  decideObserved,
  type ObservedCase,
  type ObservePolicy,
} from '../../src/core/observe-policy.js'

const { policy: defaults } = defaultSettings.observe
const endAll: ObservePolicy = { orphan: 'end', stopped: 'end', spinning: 'end', bloated: 'end' }
const orphan: ObservedCase = { kind: 'stdio', editor: 'vscode', verdict: 'orphan', tries: 0, recentEnds: 0 }

const rows: readonly (readonly [string, Partial<ObservedCase>, ObservePolicy, string, RegExp])[] = [
  ['an orphan', {}, defaults, 'end', /^observe\.policy\.orphan is "end"$/],
  ['a stopped one', { verdict: 'stopped' }, defaults, 'resume', /"resume"$/],
  ['a spinning one', { verdict: 'spinning' }, defaults, 'report', /^observe\.policy\.spinning is "report"$/],
  ['a bloated one', { verdict: 'bloated' }, defaults, 'report', /"report"$/],
  ['a spinning one that somebody wants ended', { verdict: 'spinning' }, endAll, 'end', /"end"$/],
  ['a bloated one that somebody wants ended', { verdict: 'bloated' }, endAll, 'end', /"end"$/],
  ['a stopped one that somebody wants ended', { verdict: 'stopped' }, endAll, 'end', /"end"$/],
  ['a duplicate', { verdict: 'duplicate' }, endAll, 'report', /never ended/],
  ['an old one', { verdict: 'old' }, endAll, 'report', /never ended/],
  ['one that is well', { verdict: 'healthy' }, endAll, 'report', /^nothing to do$/],
  ['one of which nothing is known', { verdict: 'unknown' }, endAll, 'report', /^nothing to do$/],
  ["somebody's command that spins", { kind: 'command', verdict: 'spinning' }, endAll, 'report', /by hand/],
  ['an orphan after three ends', { recentEnds: 3 }, defaults, 'end', /"end"$/],
  ['the third of an editor within an hour', { verdict: 'bloated', recentEnds: 2 }, endAll, 'end', /"end"$/],
  [
    'the fourth',
    { verdict: 'bloated', recentEnds: 3 },
    endAll,
    'report',
    /"gopls-guardian connect vscode" would heal it/,
  ],
  [
    'the fourth of an editor that connect does not know',
    { verdict: 'bloated', recentEnds: 3, editor: 'goland' },
    endAll,
    'report',
    /"gopls-guardian connect EDITOR" would heal it without the editor noticing/,
  ],
  ['a stopped one after three ends', { verdict: 'stopped', recentEnds: 3 }, defaults, 'resume', /"resume"$/],
  ['one that would not go', { tries: 3 }, defaults, 'report', /tried 3 times/],
]
for (const [name, different, policy, action, why] of rows)
  t.test(`${name}: ${action}`, async t => {
    t.match(decideObserved({ ...orphan, ...different }, { policy, dryRun: false }), { action, why })
  })

t.test('a dry run says what it would do', async t => {
  t.match(decideObserved(orphan, { policy: defaults, dryRun: true }), {
    action: 'report',
    why: 'dry run: would end it',
  })
})

t.test(
  'whatever the case, nothing is done in a dry run, to one that is well, or beyond the limits',
  async () => {
    const anyCase = fc.record({
      kind: fc.constantFrom('stdio', 'daemon', 'forwarder', 'mcp', 'command'),
      editor: fc.constantFrom('vscode', 'goland', 'unknown'),
      verdict: fc.constantFrom(...observedVerdicts),
      tries: fc.nat(5),
      recentEnds: fc.nat(5),
    })
    const anyPolicy = fc.constantFrom(defaults, endAll)
    fc.assert(
      fc.property(anyCase, anyPolicy, fc.boolean(), (each, policy, dryRun) => {
        const { action } = decideObserved(each, { policy, dryRun })
        if (action === 'report') return true
        const isWithin =
          each.tries < 3 && (action !== 'end' || each.verdict === 'orphan' || each.recentEnds < 3)
        return isWithin && !dryRun && Object.hasOwn(policy, each.verdict)
      }),
    )
  },
)

t.test('connect knows every editor that it is recommended for, and no other', async t => {
  t.strictSame([...connectable].toSorted(), editors.map(({ id }) => id).toSorted())
})
