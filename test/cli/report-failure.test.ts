import t from 'tap'
import type { ApiFailure } from '../../src/cli/api-client.js'
import { reportFailure } from '../../src/cli/report-failure.js'
import { recordTerminal } from './recorded-terminal.js'

const cases: readonly (readonly [ApiFailure['reason'], number, RegExp])[] = [
  ['daemon-not-running', 3, /does not run \(why\)\. Start it with: gopls-guardian run$/],
  ['no-answer', 1, /did not tell its health \(why\)\. Read its guardian\.log/],
  ['refused', 1, /refused to tell its health: why See what there is with: gopls-guardian status$/],
]
for (const [reason, exitCode, message] of cases)
  t.test(`${reason} exits with ${exitCode} and says what to do next`, async t => {
    const terminal = recordTerminal()
    t.equal(reportFailure(terminal, { ok: false, reason, detail: 'why' }, 'tell its health'), exitCode)
    t.match(terminal.complaints, [message])
    t.strictSame(terminal.printed, [])
  })
