import t from 'tap'
import { checkConfiguration } from '../../src/config/check.js'
import { completeDocument } from '../../src/config/complete.js'
import { defaultSettings, resolveSettings } from '../../src/config/settings.js'
import { contractText } from './contract.js'

t.test('the defaults are those of the contract', async t => {
  const checked = checkConfiguration(contractText, 'config.jsonc')
  if (!checked.ok) return t.fail('the contract is refused', checked)
  const completion = completeDocument(checked.document)
  if (!completion.ok) return t.fail('the contract is incomplete', completion)
  return t.same(resolveSettings(completion.complete), defaultSettings)
})

t.test('durations become milliseconds and sizes bytes', async t => {
  t.match(defaultSettings, {
    instances: { idleTimeoutMs: 900_000 },
    probe: { intervalMs: 5_000, startupTimeoutMs: 60_000 },
    limits: { memoryBytes: 6_442_450_944 },
    restart: { backoffMinMs: 250, windowMs: 300_000 },
    observe: { orphanGraceMs: 300_000 },
    logs: { maxSizeBytes: 10_485_760 },
    incidents: { maxTotalSizeBytes: 209_715_200 },
  })
})

t.test('gopls is not installed unless asked for', async t => {
  t.equal(defaultSettings.gopls.install, 'never')
})
