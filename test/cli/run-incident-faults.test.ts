import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { judge } from '../../src/core/judge.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { findRealGopls } from '../real/real-gopls.js'
import { awaitIncident } from '../supervisor/incidents/await-incident.js'
import { startDaemon } from './start-daemon.js'

const real = await findRealGopls()

t.test('of a gopls that was killed it is kept what was seen of it last', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.statusWhen(({ instances }) => instances[0]?.residentBytes !== null)
  process.kill(Number(pid), 'SIGKILL')
  const { id, cause, evidence, policy, verdict } = await awaitIncident(daemon.home)
  t.equal(cause, 'killed')
  t.match(verdict, { verdict: 'healthy' })
  t.strictSame(evidence && policy && judge(evidence, policy), verdict)
  const processes = await readFile(join(daemon.home, 'logs', 'incidents', id, 'processes.txt'), 'utf8')
  t.match(processes, new RegExp(`^${pid}\\t.* serve `, 'm'))
})

t.test('while incidents cannot be kept gopls is supervised and health warns, until they can', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/generation 1 answers/)
  const folder = join(daemon.home, 'logs', 'incidents')
  writeFileSync(folder, 'in its place')
  process.kill(Number(pid), 'SIGKILL')
  await daemon.stdout.until(/generation 2 answers/)
  await daemon.stdout.until(/an incident could not be kept: .*is not a folder/)
  const warned = await daemon.statusWhen(({ status }) => status === 'warn')
  t.match(warned.checks['incidents:disk'], [{ status: 'warn' }])
  renameSync(folder, `${folder}-moved`)
  const mended = await daemon.statusWhen(({ status }) => status === 'pass')
  t.match(mended.checks['incidents:disk'], [{ status: 'pass' }])
  rmSync(`${folder}-moved`)
})

t.test(
  'of a real gopls that is over its limit it is kept who holds its heap',
  { skip: real.skip },
  async t => {
    const daemon = await startDaemon(t, {
      gopls: real.binary?.path ?? '',
      // So many looks that the profile is there by the last of them.
      config: { limits: { memory: '20MiB', samples: 60 } },
    })
    const incident = await awaitIncident(daemon.home)
    t.match(incident, { cause: 'memory', line: /most was asked for by \S/, heapUsers: [{ bytes: Number }] })
  },
)
