import t from 'tap'
import type { ApiAnswer, ApiClient } from '../../src/cli/api-client.js'
import { showStatus } from '../../src/cli/status.js'
import { recordTerminal } from './recorded-terminal.js'
import { sampleSnapshot, statusBody } from './sample-snapshot.js'

const body = statusBody(sampleSnapshot())
const notRunning: ApiAnswer = { ok: false, reason: 'daemon-not-running', detail: 'no answer' }

t.test('it prints the table and is done', async t => {
  const terminal = recordTerminal()
  t.equal(await showStatus(terminal, async () => ({ ok: true, body }), {}), 0)
  t.match(terminal.printed, [/^pass: .*\n\nID .*\nmain /])
})

t.test('as JSON it is the body that the daemon sent', async t => {
  const terminal = recordTerminal()
  await showStatus(terminal, async () => ({ ok: true, body }), { json: true })
  t.strictSame(JSON.parse(terminal.printed.join('')), body)
})

t.test('watching outlives the daemon and ends when nobody reads any more', async t => {
  const answers = [notRunning, { ok: true, body } as const]
  const callApi: ApiClient = async () => answers.shift() ?? notRunning
  const terminal = recordTerminal({ readerStays: 2 })
  t.equal(await showStatus(terminal, callApi, { watch: true }, 1), 0)
  t.match(terminal.complaints, [/does not run/])
  t.match(terminal.printed, [/^pass: /])
})
