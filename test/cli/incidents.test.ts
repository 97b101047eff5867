import { join } from 'node:path'
import t from 'tap'
import { listAllIncidents, showIncident } from '../../src/cli/incidents.js'
import { recordTerminal } from './recorded-terminal.js'

const id = '2026-08-01T10-00-00.000Z-deadlock-1'
const hungDaemon = '2026-08-02T10-00-00.000Z-daemon-hung'
const incident = {
  format: 1,
  id,
  time: 't',
  cause: 'deadlock',
  line: 'deadlocked',
  instance: '1',
  count: 3,
  lastTime: 't',
}
const kept = {
  [id]: { 'incident.json': JSON.stringify(incident), 'report.md': '# gopls: deadlocked\n' },
  [hungDaemon]: { 'ps.txt': 'ps' },
}

t.test('incidents are listed without a daemon, the newest first', async t => {
  const terminal = recordTerminal()
  t.equal(await listAllIncidents(terminal, t.testdir(kept), {}), 0)
  t.strictSame(terminal.printed, [
    `${hungDaemon}      guardian itself did not answer, and the watchdog replaced it\n${id}   3×  deadlocked`,
  ])
})

t.test('no folder means no incidents', async t => {
  const terminal = recordTerminal()
  t.equal(await listAllIncidents(terminal, join(t.testdir(), 'missing'), {}), 0)
  t.equal(await listAllIncidents(terminal, join(t.testdir(), 'missing'), { json: true }), 0)
  t.equal(terminal.printed[0], 'no incidents')
  t.strictSame(JSON.parse(terminal.printed[1] ?? ''), { incidents: [] })
})

t.test('a report is printed as it is, or all that is known as JSON', async t => {
  const terminal = recordTerminal()
  const folder = t.testdir(kept)
  t.equal(await showIncident(terminal, folder, id, {}), 0)
  t.equal(await showIncident(terminal, folder, id, { json: true }), 0)
  t.equal(terminal.printed[0], '# gopls: deadlocked')
  t.match(JSON.parse(terminal.printed[1] ?? ''), { ...incident, files: [{ name: 'incident.json' }, {}] })
})

t.test('no terminal obeys what a gopls made an incident say', async t => {
  const terminal = recordTerminal()
  const line = 'panicked: \u001b]0;title\u0007 oh'
  const report = `# gopls: ${line}\n\nmore\n`
  const folder = t.testdir({
    [id]: { 'incident.json': JSON.stringify({ ...incident, line }), 'report.md': report },
  })
  await listAllIncidents(terminal, folder, {})
  await showIncident(terminal, folder, id, {})
  t.strictSame(terminal.printed, [
    `${id}  3×  panicked:  ]0;title  oh`,
    '# gopls: panicked:  ]0;title  oh\n\nmore',
  ])
})

t.test('of one of the watchdog the files are named', async t => {
  const terminal = recordTerminal()
  const folder = t.testdir(kept)
  t.equal(await showIncident(terminal, folder, hungDaemon, {}), 0)
  t.strictSame(terminal.printed, [join(folder, hungDaemon, 'ps.txt')])
})

for (const wrong of ['2026-08-09T10-00-00.000Z-deadlock-1', '../incidents', ''])
  t.test(`there is no incident ${JSON.stringify(wrong)}`, async t => {
    const terminal = recordTerminal()
    t.equal(await showIncident(terminal, t.testdir(kept), wrong, {}), 1)
    t.match(terminal.complaints, [/^there is no incident .*gopls-guardian incidents$/])
  })
