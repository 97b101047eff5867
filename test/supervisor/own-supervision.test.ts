import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { GuardianEvent } from '../../src/supervisor/event-log.js'
import { openOwnSupervision } from '../../src/supervisor/own-supervision.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { pathsUnder } from '../host/paths-under.js'
import { cleanEnvironment } from './clean-environment.js'
import { InTestRelay, leaseRequest } from './in-test-relay.js'
import { awaitIncident } from './incidents/await-incident.js'
import { isRunning } from './is-running.js'

t.test('a relay that is alone has a gopls of its own, under its own name; what it released ends', async t => {
  const { supervision, home, events, environment } = await open(t)
  t.match(await supervision.lease(leaseRequest({ environment }), new AbortController().signal), {
    ok: true,
    instance: `r${process.pid}`,
    socketPath: join(home, 'run', `g-r${process.pid}-1.sock`),
  })
  supervision.release('s1')
  await supervision.close()
  t.strictSame(await readdir(join(home, 'run', 'instances')), [])
  t.notOk(
    (await readdir(join(home, 'logs'))).some(name => name.startsWith('gopls-')),
    'and its log is gone',
  )
  t.equal(await isRunning(launchedPid(events)), false)
})

t.test('what a session still has lives on, with a record that anybody may take over', async t => {
  const { supervision, home, events, environment } = await open(t)
  await supervision.lease(leaseRequest({ environment }), new AbortController().signal)
  await supervision.close()
  const pid = launchedPid(events)
  t.teardown(() => process.kill(-pid, 'SIGKILL'))
  const text = await readFile(join(home, 'run', 'instances', `r${process.pid}.json`), 'utf8')
  t.match(JSON.parse(text), { owner: null, process: { identity: { pid } } })
  t.equal(await isRunning(pid), true)
  t.ok((await readdir(join(home, 'logs'))).includes(`gopls-r${process.pid}.log`))
})

t.test('a crash of its gopls is kept where those of the daemon are', async t => {
  const { supervision, home, events, environment } = await open(t)
  const request = leaseRequest({ environment })
  await supervision.lease(request, new AbortController().signal)
  process.kill(launchedPid(events), 'SIGKILL')
  t.match(await awaitIncident(home), {
    cause: 'killed',
    instance: `r${process.pid}`,
    versions: { guardian: '0.1.0' },
  })
  supervision.release('s1')
  await supervision.close()
})

async function open(t: Test) {
  const home = await makeHome(t)
  const environment = { ...cleanEnvironment(), GOPLS_GUARDIAN_GOPLS: installFakeGopls(t).path }
  const { platform } = process
  const paths = pathsUnder(home)
  const events: GuardianEvent[] = []
  const opened = await openOwnSupervision({
    paths,
    socketFolder: paths.runFolder,
    homeFolder: home,
    platform,
    environment,
    relay: new InTestRelay(),
    version: '0.1.0',
    onEvent: event => events.push(event),
  })
  if (!opened.ok) throw new Error(opened.detail)
  return { supervision: opened.supervision, home, events, environment }
}

function launchedPid(events: readonly GuardianEvent[]): number {
  return Number(events.find(({ kind }) => kind === 'instance.launched')?.data['pid'])
}
