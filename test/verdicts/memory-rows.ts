import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { readOutcome } from './outcome.js'
import type { Row } from './row.js'
import { watchDaemon } from './watched-daemon.js'

const limits = { memory: '200MiB', samples: 3 }

const ramp: Row = {
  situation: 'memory over the limit, and again in the next generation',
  skip: false,
  expected: { verdict: 'healthy', action: 'SIGTERM, replaced (memory)' },
  run: async t => {
    const daemon = await watchDaemon(t, {
      gopls: installFakeGopls(t, 'memory-ramp:300').path,
      config: { limits },
    })
    await daemon.eventWhen(
      ({ event, generation }) => event === 'instance.memory-not-chased' && generation === 2,
    )
    await daemon.watchFor(1_000)
    const { instances } = await daemon.statusWhen(() => true)
    t.match(instances, [{ generation: 2, state: 'ready', restarts: { memory: 1 }, breaker: { streak: 0 } }])
    const events = await daemon.events()
    t.equal(events.filter(({ event }) => event === 'instance.memory-not-chased').length, 1, 'told once')
    return { ...readOutcome(events), facts: instances[0]?.heldBack ?? '' }
  },
}

const spike: Row = {
  situation: 'memory over the limit at one look',
  skip: false,
  expected: { verdict: 'healthy', action: 'none' },
  run: async t => {
    const daemon = await watchDaemon(t, {
      gopls: installFakeGopls(t, 'memory-spike:256').path,
      // What takes so much memory at once may be slow to answer: of that the other rows tell.
      config: { limits, probe: { timeout: '10s' }, hang: { floor: '20s' } },
    })
    const limitBytes = 200 * 1024 * 1024
    let highestBytes = 0
    await daemon.statusWhen(({ instances }) => {
      highestBytes = Math.max(highestBytes, instances[0]?.residentBytes ?? 0)
      return highestBytes > limitBytes
    })
    await daemon.watchFor(1_000)
    const { instances } = await daemon.statusWhen(() => true)
    t.match(instances, [{ generation: 1, heldBack: null }])
    t.ok((instances[0]?.residentBytes ?? limitBytes) < limitBytes, 'it came down again')
    return { ...readOutcome(await daemon.events()), facts: `up to ${Math.round(highestBytes / 2 ** 20)} MiB` }
  },
}

export const memoryRows: readonly Row[] = [ramp, spike]
