import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/http/app.js'
import { createMetrics } from '../../src/http/metrics.js'
import { FakeDaemon } from './fake-daemon.js'
import { sendRequest } from './send-request.js'

const id = '2026-08-01T10-00-00.000Z-deadlock-1'
const hungDaemon = '2026-08-02T10-00-00.000Z-daemon-hung'
const linked = '2026-08-03T10-00-00.000Z-deadlock-2'
const summary = {
  id,
  time: '2026-08-01T10:00:00.000Z',
  cause: 'deadlock',
  line: 'gopls is deadlocked',
  instance: '1',
  count: 2,
  lastTime: '2026-08-01T10:05:00.000Z',
}
const incident = { format: 1, ...summary }

const { ask } = await openApp(t)

t.test('incidents are listed, the newest first, with what the watchdog wrote', async t => {
  const answer = await ask('/api/v1/incidents')
  t.strictSame(JSON.parse(answer.body), {
    incidents: [
      {
        id: hungDaemon,
        time: '2026-08-02T10:00:00.000Z',
        cause: 'daemon-hung',
        line: 'guardian itself did not answer, and the watchdog replaced it',
        instance: null,
        count: 1,
        lastTime: '2026-08-02T10:00:00.000Z',
      },
      summary,
    ],
  })
})

t.test('one incident is told with its files', async t => {
  t.match(JSON.parse((await ask(`/api/v1/incidents/${id}`)).body), {
    ...incident,
    files: [{ name: 'incident.json' }, { name: 'report.md', bytes: 8 }],
  })
  const ofWatchdog: unknown = JSON.parse((await ask(`/api/v1/incidents/${hungDaemon}`)).body)
  t.strictSame(ofWatchdog, { id: hungDaemon, files: [{ name: 'ps.txt', bytes: 3 }] })
})

t.test('a file is sent as it is, as text that no browser takes for a page', async t => {
  const report = await ask(`/api/v1/incidents/${id}/files/report.md`)
  t.match(report, { status: 200, body: '# report', headers: { 'content-type': /^text\/plain/ } })
  const json = await ask(`/api/v1/incidents/${id}/files/incident.json`)
  t.match(json, { status: 200, headers: { 'content-type': /^application\/json/ } })
})

const outside: readonly string[] = [
  '/api/v1/incidents/..',
  '/api/v1/incidents/%2e%2e',
  '/api/v1/incidents/%2e%2e/files/token',
  '/api/v1/incidents/../../token',
  `/api/v1/incidents/${id}/files/../../../token`,
  `/api/v1/incidents/${id}/files/..%2f..%2f..%2ftoken`,
  `/api/v1/incidents/${id}/files/%2e%2e%2f%2e%2e%2ftoken`,
  `/api/v1/incidents/${id}/files/token`,
  `/api/v1/incidents/${id}/files/report.md%00`,
  `/api/v1/incidents/${id}%2f..%2f${id}/files/report.md`,
  `/api/v1/incidents/${id}/files/stderr.txt`,
  `/api/v1/incidents/${linked}`,
  `/api/v1/incidents/${linked}/files/report.md`,
  '/api/v1/incidents/2026-08-09T10-00-00.000Z-deadlock-1',
]
for (const path of outside)
  t.test(`${path} leads nowhere`, async t => {
    const answer = await ask(path)
    t.ok(answer.status === 404 || answer.status === 400, String(answer.status))
    t.notMatch(answer.body, /secret/)
  })

/** Two incidents, and on every way out of their folder something that is nobody's business. */
async function openApp(t: Test) {
  const home = t.testdir({
    token: 'secret',
    outside: { 'report.md': 'secret', 'ps.txt': 'secret' },
    incidents: {
      token: 'secret',
      'report.md': 'secret',
      [id]: { 'incident.json': JSON.stringify(incident), 'report.md': '# report', token: 'secret' },
    },
  })
  const folder = join(home, 'incidents')
  mkdirSync(join(folder, hungDaemon))
  writeFileSync(join(folder, hungDaemon, 'ps.txt'), 'ps\n')
  symlinkSync(join(home, 'token'), join(folder, id, 'stderr.txt'))
  symlinkSync(join(home, 'outside'), join(folder, linked))
  const daemon = new FakeDaemon()
  daemon.incidentsFolder = folder
  const app = buildApp({ api: daemon, metrics: createMetrics(daemon), channel: 'socket' })
  t.teardown(() => app.close())
  const socketPath = join(mkdtempSync(join(tmpdir(), 'incidents-')), 'a.sock')
  t.teardown(() => rmSync(dirname(socketPath), { recursive: true }))
  await app.listen({ path: socketPath })
  return { ask: (path: string) => sendRequest({ socketPath, path }) }
}
