import t from 'tap'
import { describeProblem } from '../../src/config/describe-problem.js'

t.test('is one line that begins with the place, as far as there is one', async t => {
  const problem = { file: '/c.jsonc', line: 3, column: 7, key: 'dryRun', reason: 'is wrong' }
  t.equal(describeProblem(problem), '/c.jsonc:3:7: is wrong')
  t.equal(describeProblem({ ...problem, line: null, column: null }), '/c.jsonc: is wrong')
  t.equal(describeProblem({ ...problem, file: null, line: null, column: null }), 'is wrong')
})
