import t from 'tap'
import { diagnose } from '../../src/core/diagnose-incident.js'

const rows = [
  ['orphan', 'observed-orphan', /was left over by its editor$/],
  ['stopped', 'observed-stopped', /was stopped$/],
  ['spinning', 'observed-spinning', /used the CPU without end$/],
  ['bloated', 'observed-bloated', /used more memory than it may$/],
] as const
for (const [verdict, cause, line] of rows)
  t.test(`the end of a gopls that guardian did not start, ${verdict}: ${cause}`, async t => {
    t.match(diagnose({ kind: 'observed', verdict, because: 'why' }), { cause, line, why: 'why' })
  })
