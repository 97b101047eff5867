import t from 'tap'
import { plain } from '../../src/cli/paint.js'
import { describeStatus } from '../../src/cli/status-text.js'
import { sampleObserved } from '../http/sample-snapshot.js'
import { sampleInstance, sampleSnapshot, statusBody } from './sample-snapshot.js'

t.test('what is not behind guardian comes below, with what all of it takes', async t => {
  const observed = [
    sampleObserved({ residentBytes: 512 * 2 ** 20 }),
    sampleObserved({
      pid: 99,
      editor: 'unknown',
      verdict: 'orphan',
      reason: 'its editor has been gone for 5 min',
      version: null,
      residentBytes: 512 * 2 ** 20,
      action: 'end',
      why: 'observe.policy.orphan is "end"',
    }),
  ]
  const instances = [sampleInstance({ residentBytes: 512 * 2 ** 20 })]
  const lines = describeStatus(statusBody(sampleSnapshot({ instances, observed })), plain)
  t.strictSame(lines.slice(lines.indexOf('Not behind guardian:') - 1), [
    '',
    'Not behind guardian:',
    'PID   KIND   EDITOR   VERDICT  GOPLS    AGE    MEMORY',
    '4711  stdio  vscode   healthy  v0.20.0  2h 0m  512 MiB',
    '99    stdio  unknown  orphan   -        2h 0m  512 MiB',
    '',
    '99 is orphan: its editor has been gone for 5 min; end (observe.policy.orphan is "end")',
    'gopls takes 1.5 GiB of memory, 1.0 GiB of it in 2 not behind guardian; to put an editor behind it: gopls-guardian connect EDITOR',
  ])
})
