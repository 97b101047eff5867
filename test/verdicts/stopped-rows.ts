import { setTimeout as delay } from 'node:timers/promises'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { findRealGopls } from '../real/real-gopls.js'
import { readOutcome } from './outcome.js'
import { readMetric } from './read-metric.js'
import { isLong, type Row } from './row.js'
import { watchDaemon } from './watched-daemon.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''
const intervalMs = 500

const stoppedAlone: Row = {
  situation: 'real gopls, SIGSTOP',
  skip,
  expected: { verdict: 'stopped', action: 'SIGCONT' },
  run: async t => {
    const interval = `${intervalMs}ms`
    const daemon = await watchDaemon(t, { gopls, config: { probe: { interval, idleInterval: interval } } })
    const { pid } = await daemon.ready()
    const stoppedAtMs = Date.now()
    process.kill(pid, 'SIGSTOP')
    const healed = await daemon.eventWhen(
      ({ event, verdict, before }) =>
        event === 'instance.verdict' && before === 'stopped' && verdict === 'healthy',
    )
    const tookMs = Date.parse(healed.time) - stoppedAtMs
    const { instances } = await daemon.statusWhen(() => true)
    t.match(instances, [{ pid, generation: 1, state: 'ready' }])
    return {
      ...readOutcome(await daemon.events()),
      facts: `healed after ${tookMs} ms of ${intervalMs} ms looks`,
    }
  },
}

const stoppedTogether: Row = {
  situation: 'daemon and gopls asleep together',
  skip,
  expected: { verdict: 'healthy', action: 'none' },
  run: async t => {
    const sleptMs = isLong ? 120_000 : 6_000
    const daemon = await watchDaemon(t, {
      gopls,
      config: { probe: { interval: '1s', idleInterval: '1s', timeout: '2s' } },
    })
    const { pid } = await daemon.ready()
    process.kill(daemon.pid, 'SIGSTOP')
    process.kill(pid, 'SIGSTOP')
    // A sleeping computer has no events: how long it sleeps is the situation itself.
    await delay(sleptMs)
    process.kill(daemon.pid, 'SIGCONT')
    // The daemon wakes first and finds its gopls stopped: what it would have said of it is suppressed.
    await daemon.eventWhen(({ event }) => event === 'verdict.suppressed')
    process.kill(pid, 'SIGCONT')
    await daemon.watchFor(5_000)
    const events = await daemon.events()
    const slept = events.filter(({ event }) => event === 'observer.slept')
    t.equal(slept.length, 1, 'exactly one observer.slept')
    t.equal(events.filter(({ event }) => event === 'observer.stalled').length, 0)
    const suppressed = await readMetric(daemon, 'gopls_guardian_suppressed_verdicts_total')
    t.ok(suppressed >= 1, `suppressed_verdicts_total is ${suppressed}`)
    t.match((await daemon.statusWhen(() => true)).instances, [{ pid, generation: 1, verdict: 'healthy' }])
    const facts = `slept ${sleptMs / 1000} s, late ${String(slept[0]?.['lateMs'])} ms, ${suppressed} suppressed`
    return { ...readOutcome(events), facts }
  },
}

const stoppedWhileStarting: Row = {
  situation: 'daemon and a starting gopls asleep together',
  skip: false,
  expected: { verdict: 'unknown', action: 'none' },
  run: async t => {
    const gopls = installFakeGopls(t, 'never-listen').path
    const daemon = await watchDaemon(t, { gopls, config: { probe: { startupTimeout: '6s' } } })
    const { pid } = await daemon.eventWhen(({ event }) => event === 'instance.launched')
    process.kill(daemon.pid, 'SIGSTOP')
    process.kill(Number(pid), 'SIGSTOP')
    await delay(7_000)
    for (const each of [daemon.pid, Number(pid)]) process.kill(each, 'SIGCONT')
    const awakeMs = performance.now()
    const { instances } = await daemon.statusWhen(
      ({ instances }) => instances[0]?.state !== 'starting' || performance.now() - awakeMs > 1_500,
    )
    t.match(instances, [{ state: 'starting', generation: 1, pid }])
    return { ...readOutcome(await daemon.events()), facts: 'slept 7 s, startupTimeout 6 s' }
  },
}

export const stoppedRows: readonly Row[] = [stoppedAlone, stoppedTogether, stoppedWhileStarting]
