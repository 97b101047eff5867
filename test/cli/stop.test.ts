import t from 'tap'
import type { ApiClient } from '../../src/cli/api-client.js'
import { stopInstance } from '../../src/cli/stop.js'
import { recordTerminal } from './recorded-terminal.js'

t.test('it asks for the stop of that instance and says that it was accepted', async t => {
  const asked: string[] = []
  const callApi: ApiClient = async (method, path) => {
    asked.push(`${method} ${path}`)
    return { ok: true, body: {} }
  }
  const terminal = recordTerminal()
  t.equal(await stopInstance(terminal, callApi, 'main'), 0)
  t.strictSame(asked, ['POST /api/v1/instances/main/stop'])
  t.strictSame(terminal.printed, ['main: stop accepted'])
})
