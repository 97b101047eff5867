import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'
import { awaitIncident } from '../supervisor/incidents/await-incident.js'
import { isRunning } from '../supervisor/is-running.js'
import { type WatchedDaemon, watchDaemon } from '../verdicts/watched-daemon.js'
import { runCli } from './run-cli.js'

const { skip, binary } = await findRealGopls()
/** There is time to make the stand-in well before it is given up. */
const unhurried = { restart: { backoffMin: '1s', backoffMax: '1s' } }

t.test('a Go panic of a stand-in is kept with its top frame, and what came after', async t => {
  const fake = installFakeGopls(t, 'panic')
  const daemon = await watchDaemon(t, { gopls: fake.path, config: unhurried })
  await daemon.eventWhen(({ event }) => event === 'instance.ended')
  fake.setMode('healthy')
  const incident = await awaitIncident(daemon.home, ({ after }) =>
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
  t.match(await awaitIncident(daemon.home), {
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
  t.test(`a stand-in that does ${mode} is ${cause}`, async t => {
    const fake = installFakeGopls(t, mode)
    const daemon = await watchDaemon(t, { gopls: fake.path, config })
    await daemon.ready()
    fake.setMode('healthy')
    t.match(await awaitIncident(daemon.home), { cause, action: 'replaced', verdict: { verdict: 'hung' } })
  })

t.test('one that cannot stay up is given up, and its crashes are counted on the first', async t => {
  const fake = installFakeGopls(t, 'exit-at-once')
  const daemon = await watchDaemon(t, { gopls: fake.path })
  const givenUp = await awaitIncident(daemon.home, ({ cause }) => cause === 'given-up')
  t.match(givenUp, { line: /^gopls cannot stay up: .*exit 1$/, why: /^5 generations/ })
  const crashed = await awaitIncident(daemon.home, ({ cause, count }) => cause === 'exit-code' && count === 5)
  t.match(crashed, { action: 'relaunched', generation: 1 })
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

t.test('one that is over its limit of memory is recycled, which is said with the numbers', async t => {
  const fake = installFakeGopls(t, 'memory-ramp:300')
  const config = { limits: { memory: '200MiB', samples: 3 } }
  const daemon = await watchDaemon(t, { gopls: fake.path, config })
  t.match(await awaitIncident(daemon.home), {
    cause: 'memory',
    action: 'recycled',
    why: /\d+ MiB/,
    generation: 1,
  })
})

t.test(
  'an idle end of a real gopls leaves none, though its exit code is that of a crash',
  { skip },
  async t => {
    const config = { instances: { idleTimeout: '1s' } }
    const first = await watchDaemon(t, { gopls: binary?.path ?? '', config })
    const { pid } = await first.ready()
    await first.kill('SIGKILL')
    await eventually(async () => !(await isRunning(pid)) || undefined)
    const next = await watchDaemon(t, { home: first.home, gopls: binary?.path ?? '' })
    await next.eventWhen(({ event, generation }) => event === 'instance.ready' && generation === 2)
    await next.kill('SIGTERM')
    t.strictSame(await listNames(next), [])
  },
)

t.test('a stand-in that says that it was idle and ends with 2 leaves none', async t => {
  const fake = installFakeGopls(t, 'idle-exit:3000')
  const daemon = await watchDaemon(t, { gopls: fake.path, config: unhurried })
  await daemon.eventWhen(({ event }) => event === 'instance.ended')
  fake.setMode('healthy')
  await daemon.eventWhen(({ event, generation = 1 }) => event === 'instance.ready' && generation > 1)
  await daemon.kill('SIGTERM')
  t.strictSame(await listNames(daemon), [])
})

function listNames({ home }: WatchedDaemon): Promise<readonly string[]> {
  return readdir(join(home, 'logs', 'incidents')).catch(() => [])
}
