import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { judge } from '../../src/core/judge.js'
import type { Incident } from '../../src/supervisor/incidents/incident.js'
import { listIncidents, readIncident } from '../../src/supervisor/incidents/incident-list.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'
import { type WatchedDaemon, watchDaemon } from '../verdicts/watched-daemon.js'
import { runCli } from './run-cli.js'

t.setTimeout(120_000)
const { skip, binary } = await findRealGopls()

t.test('a Go panic of a stand-in is kept with its top frame, and what came after', async t => {
  const fake = installFakeGopls(t, 'panic')
  const daemon = await watchDaemon(t, { gopls: fake.path })
  await daemon.ready()
  fake.setMode('healthy')
  const incident = await awaitIncident(daemon, ({ after }) =>
    after.some(({ kind, generation }) => kind === 'instance.ready' && generation !== 1),
  )
  t.match(incident, { cause: 'go-panic', line: /^gopls panicked in \S+: /, action: 'relaunched' })
  const shown = await runCli(['incidents', 'show', incident.id], daemon.home)
  t.match(shown.stdout, `**Likely cause:** ${incident.line}`)
})

t.test('a SIGSEGV of a real gopls is told from a panic', { skip }, async t => {
  const daemon = await watchDaemon(t, { gopls: binary?.path ?? '' })
  const { pid } = await daemon.ready()
  process.kill(pid, 'SIGSEGV')
  t.match(await awaitIncident(daemon), {
    cause: 'signal',
    line: 'gopls was ended by SIGSEGV: segmentation violation',
    pid,
    versions: { gopls: binary?.version, guardian: /^\d/ },
  })
})

const hangs = [
  ['hang-after-ready', 'unresponsive', {}],
  ['spin', 'spinning', { hang: { floor: '500ms', spinFactor: 4 } }],
] as const
for (const [mode, cause, config] of hangs)
  t.test(`a stand-in that does ${mode} is ${cause}, and its evidence gives the verdict again`, async t => {
    const fake = installFakeGopls(t, mode)
    const daemon = await watchDaemon(t, { gopls: fake.path, config })
    await daemon.ready()
    fake.setMode('healthy')
    const incident = await awaitIncident(daemon)
    t.match(incident, { cause, action: 'replaced', verdict: { verdict: 'hung' } })
    const { evidence, policy, verdict } = incident
    t.strictSame(evidence && policy && judge(evidence, policy), verdict)
    const ending = await daemon.eventWhen(({ event }) => event === 'instance.terminating')
    const opened = await daemon.eventWhen(({ event }) => event === 'incident.opened')
    const tookMs = Date.parse(opened.time) - Date.parse(ending.time)
    t.ok(tookMs <= 3_000, `on disk after ${tookMs} ms`)
  })

t.test('one that cannot stay up is given up, and its crashes are counted on the first', async t => {
  const fake = installFakeGopls(t, 'exit-at-once')
  const daemon = await watchDaemon(t, { gopls: fake.path })
  const givenUp = await awaitIncident(daemon, ({ cause }) => cause === 'given-up')
  t.match(givenUp, { line: /^gopls cannot stay up: .*exit 1$/, why: /^5 generations/ })
  const crashed = await awaitIncident(daemon, ({ cause }) => cause === 'exit-code')
  t.equal(crashed.count, 5)
})

t.test('a stop and a restart by hand leave none', async t => {
  const fake = installFakeGopls(t)
  const daemon = await watchDaemon(t, { gopls: fake.path })
  await daemon.ready()
  await daemon.post('/api/v1/instances/1/restart')
  await daemon.eventWhen(({ event, generation }) => event === 'instance.ready' && generation === 2)
  await daemon.kill('SIGTERM')
  t.strictSame(await listNames(daemon), [])
})

function listNames({ home }: WatchedDaemon): Promise<readonly string[]> {
  return readdir(join(home, 'logs', 'incidents')).catch(() => [])
}

function awaitIncident(
  { home }: WatchedDaemon,
  isMeant: (incident: Incident) => boolean = () => true,
): Promise<Incident> {
  const folder = join(home, 'logs', 'incidents')
  return eventually(async () => {
    for (const { id } of await listIncidents(folder)) {
      const incident = await readIncident(folder, id)
      if (incident && isMeant(incident)) return incident
    }
    return undefined
  }, 20_000)
}
