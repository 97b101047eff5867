import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { makeHome } from './stand-in-daemon.js'
import { startDaemon, writeConfig } from './start-daemon.js'

t.test('a second daemon says who runs already, and exits with 0', async t => {
  const gopls = installFakeGopls(t).path
  const first = await startDaemon(t, { gopls })
  await first.stdout.until(/^http:/)
  const second = await startDaemon(t, { home: first.home, gopls })
  t.strictSame(await second.ended, {
    exitCode: 0,
    signal: null,
    stdout: `gopls-guardian runs already, with pid ${first.pid}. See: gopls-guardian status`,
    stderr: '',
  })
  t.match((await first.statusWhen(() => true)).pid, first.pid, 'the first one runs on')
})

const rounds = Number(process.env['REPEAT'] ?? 3)
for (let round = 1; round <= rounds; round += 1)
  t.test(`of two daemons that start at the same time exactly one stays, round ${round}`, async t => {
    const home = await makeHome(t)
    await writeConfig(home)
    const gopls = installFakeGopls(t).path
    const daemons = await Promise.all([1, 2].map(() => startDaemon(t, { home, gopls })))
    const outcomes = await Promise.all(
      daemons.map(({ stdout }) => stdout.until(/^http:|runs already, with pid (\d+)/)),
    )
    const losers = outcomes.filter(([line]) => !line.startsWith('http:'))
    t.equal(losers.length, 1)
    const [winner] = daemons.filter((_, index) => outcomes[index]?.[0].startsWith('http:'))
    for (const [, pid] of losers) t.equal(Number(pid), winner?.pid)
    t.equal((await winner?.statusWhen(() => true))?.pid, winner?.pid)
  })
