import t from 'tap'
import { describeOverview, type Overview } from '../../src/cli/health-text.js'

const ready = { state: 'ready' }
const cases: readonly (readonly [Overview, string])[] = [
  [
    { status: 'pass', output: 'no editor connected', instances: [ready], editors: 0 },
    'pass: 1 gopls ready, no editor connected',
  ],
  [{ status: 'pass', instances: [ready, ready], editors: 1 }, 'pass: 2 gopls ready, 1 editor connected'],
  [
    {
      status: 'warn',
      output: 'instance-backoff',
      instances: [ready, { state: 'backoff' }, ready],
      editors: 3,
    },
    'warn: instance backoff, 2 gopls ready, 1 backoff, 3 editors connected',
  ],
  [
    { status: 'fail', output: 'gopls-missing', instances: [], editors: 0 },
    'fail: gopls missing, no gopls, no editor connected',
  ],
]
for (const [overview, line] of cases)
  t.test(`it says "${line}"`, async t => t.equal(describeOverview(overview), line))
