import { STATUS_CODES } from 'node:http'
import t from 'tap'
import { describeProblem, type ProblemCode, problems } from '../../src/http/problem.js'

for (const code of Object.keys(problems) as ProblemCode[]) {
  t.test(`${code} says what happened and what to do next`, async t => {
    const problem = describeProblem(code) as Record<string, unknown>
    t.strictSame(Object.keys(problem), ['type', 'status', 'title', 'detail'])
    t.equal(problem['type'], `urn:gopls-guardian:problem:${code}`)
    t.ok(Number(problem['status']) >= 400 && STATUS_CODES[Number(problem['status'])])
    t.match(problem['title'], /^[A-Z][\w ]+$/)
    t.match(problem['detail'], /\.$/)
    t.notMatch(problem['detail'], /(?:^|\s)[/~](?!api)/, 'no path of this computer')
  })
}
