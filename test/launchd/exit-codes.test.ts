import t from 'tap'
import { explainAnswer, lacksSession, launchctlExitCodes } from '../../src/launchd/exit-codes.js'

t.test('what launchctl said comes with its meaning and with what to type', async t => {
  const said = 'Bootstrap failed: 119: Service is disabled'
  t.equal(
    explainAnswer({ exitCode: 119, said }, 'bootstrap'),
    'launchctl bootstrap said: Bootstrap failed: 119: Service is disabled (exit code 119), which means that the job is disabled. Type: gopls-guardian agent start',
  )
})

t.test('the advice to try it as root is left out', async t => {
  const said =
    'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.'
  t.match(explainAnswer({ exitCode: 5, said }, 'bootstrap'), /Input\/output error \(exit code 5\), which/)
  const older =
    'Load failed: 5: Input/output error\nTry running `launchctl bootstrap` as root for richer errors.'
  t.notMatch(explainAnswer({ exitCode: 5, said: older }, 'bootstrap'), /root/)
})

t.test('an answer of two lines becomes one', async t => {
  const said = 'Bad request.\nCould not find domain for user gui: 501'
  t.match(explainAnswer({ exitCode: 112, said }, 'print'), 'Bad request. Could not find domain')
})

t.test('a silent failure is told by its code', async t => {
  t.match(explainAnswer({ exitCode: 36, said: '' }, 'bootout'), 'said: (exit code 36), which means')
})

t.test('a code that nobody knows is not explained away', async t => {
  t.match(explainAnswer({ exitCode: 150, said: 'No' }, 'bootout'), /type: launchctl error 150$/)
})

t.test('a success is not explained', async t => {
  t.equal(explainAnswer({ exitCode: 0, said: '' }, 'kickstart'), 'launchctl kickstart succeeded')
  t.equal(explainAnswer({ exitCode: 0, said: 'odd' }, 'print'), 'launchctl print succeeded and said: odd')
})

t.test('a flood of words is cut', async t => {
  t.ok(explainAnswer({ exitCode: 0, said: 'x'.repeat(1e6) }, 'print').length < 400)
})

t.test('no answer is told as such', async t => {
  const answer = { exitCode: null, said: '/bin/launchctl took longer than 30000 ms' }
  t.match(explainAnswer(answer, 'bootout'), /^launchctl bootout gave no answer: .* 30000 ms\. Wait/)
})

for (const [code, explanation] of Object.entries(launchctlExitCodes)) {
  t.test(`${code} has a meaning to read on from, and a sentence of what to do`, async t => {
    t.match(explanation, { meaning: /^[a-zA-Z].*[^.]$/, whatToDo: /^[A-Z].*[^.]$/ })
  })
}

t.test('every code that the calls of an agent can meet is in the table', async t => {
  const codes = [2, 3, 5, 36, 37, 112, 113, 119, 122, 125, 134, 155]
  t.strictSame(Object.keys(launchctlExitCodes).map(Number), codes)
})

t.test('a missing session is told apart from a missing job', async t => {
  const lacking = [...Array(256).keys(), null].filter(exitCode => lacksSession({ exitCode, said: '' }))
  t.strictSame(lacking, [112, 125])
})
