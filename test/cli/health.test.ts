import t from 'tap'
import { showHealth } from '../../src/cli/health.js'
import { recordTerminal } from './recorded-terminal.js'
import { healthBody, sampleInstance, sampleSnapshot } from './sample-snapshot.js'

const snapshots = [
  { status: 'pass', exitCode: 0, instance: {} },
  { status: 'warn', exitCode: 0, instance: { state: 'starting' } },
  { status: 'fail', exitCode: 1, instance: { state: 'failed', sessions: 1 } },
] as const

for (const { status, exitCode, instance } of snapshots)
  t.test(`${status} exits with ${exitCode} after one line`, async t => {
    const terminal = recordTerminal()
    const body = healthBody(sampleSnapshot({ instances: [sampleInstance(instance)] }))
    t.equal(await showHealth(terminal, async () => ({ ok: true, body }), {}), exitCode)
    t.match(terminal.printed, [new RegExp(`^${status}: .+$`)])
  })

t.test('as JSON it is the body that the daemon sent', async t => {
  const terminal = recordTerminal()
  const body = healthBody(sampleSnapshot())
  await showHealth(terminal, async () => ({ ok: true, body }), { json: true })
  t.strictSame(JSON.parse(terminal.printed.join('')), body)
})
