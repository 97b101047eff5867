import { readdirSync } from 'node:fs'
import t from 'tap'
import { makeIncidentId, splitIncidentId } from '../../../src/supervisor/incidents/incident.js'
import { writeIncident } from '../../../src/supervisor/incidents/incident-folder.js'

t.test('a write that was given up leaves nothing behind', async t => {
  const folder = t.testdir()
  const id = makeIncidentId(0, 'deadlock-1')
  const result = await writeIncident(folder, id, { 'stderr.txt': 'x' }, AbortSignal.abort())
  t.match(result, { ok: false, message: /abort/i })
  t.strictSame(readdirSync(folder), [])
  t.strictSame(await writeIncident(folder, id, { 'stderr.txt': 'x' }, new AbortController().signal), {
    ok: true,
  })
  t.strictSame(readdirSync(folder), [id])
})

t.test('of an id are its time and its name', async t => {
  const wallMs = Date.parse('2026-08-01T10-11-12.345Z'.replace('10-11-12', '10:11:12'))
  const id = makeIncidentId(wallMs, 'exit-code-1')
  t.equal(id, '2026-08-01T10-11-12.345Z-exit-code-1')
  t.strictSame(splitIncidentId(id), { time: '2026-08-01T10:11:12.345Z', name: 'exit-code-1' })
})
