import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { removeUnfinished } from '../../../src/supervisor/incidents/incident-folder.js'
import { listFiles } from '../../../src/supervisor/incidents/incident-list.js'
import { findIncidentFaults } from './find-incident-faults.js'

const writer = fileURLToPath(new URL('incident-writer.ts', import.meta.url))
const kills = Number(process.env['REPEAT'] ?? 6)
t.setTimeout(600_000 + kills * 10_000)

t.test('killed wherever it may be, a daemon leaves every incident whole, and the next tidies up', async t => {
  const home = t.testdir({ logs: {} })
  const folder = join(home, 'logs', 'incidents')
  for (let kill = 0; kill < kills; kill += 1) {
    await writeUntilKilled(t, home)
    const names = readdirSync(folder)
    const whole = names.filter(name => /^\d/.test(name))
    const left = names.filter(name => !/^\d/.test(name))
    t.comment(`${whole.length} incidents; left over: ${left.join() || 'nothing'}`)
    t.ok(whole.length > 0)
    t.strictSame(
      left.filter(name => !/^\.(?:new|old)-/.test(name)),
      [],
    )
    t.strictSame(await findIncidentFaults(home), [])
    for (const id of whole) {
      const files = (await listFiles(folder, id)).map(({ name }) => name)
      t.strictSame(files, ['incident.json', 'report.md', 'requests.json'], id)
    }
  }
  // As a daemon that starts two minutes later.
  await removeUnfinished(folder, Date.now() + 120_000)
  const known = /^\d[^/]*(?:\/(?:incident\.json|report\.md|requests\.json))?$/
  const unknown = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => !known.test(name))
  t.strictSame(unknown, [])
})

t.test('what a write of one file left in an incident goes, and what is new or not ours stays', async t => {
  const incident = { 'incident.json': '{}', 'incident.json.4711': '{', 'notes.txt': '' }
  const folder = t.testdir({ '2026-08-01T10-00-01.000Z-deadlock-1': incident })
  const listed = () => readdirSync(join(folder, '2026-08-01T10-00-01.000Z-deadlock-1')).sort()
  await removeUnfinished(folder, Date.now())
  t.strictSame(listed(), ['incident.json', 'incident.json.4711', 'notes.txt'], 'it may be under way')
  await removeUnfinished(folder, Date.now() + 120_000)
  t.strictSame(listed(), ['incident.json', 'notes.txt'])
})

async function writeUntilKilled(t: Test, home: string): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, writer, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  await delay(Math.random() * 300)
  child.kill('SIGKILL')
  await closed
  t.equal(child.signalCode, 'SIGKILL')
}
