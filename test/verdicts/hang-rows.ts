import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeGopls, installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { livingGroup } from '../supervisor/living-group.js'
import { readOutcome } from './outcome.js'
import type { Row } from './row.js'
import { type WatchedDaemon, watchDaemon } from './watched-daemon.js'

const deadlocked: Row = {
  situation: 'stand-in that answers nothing and uses no CPU',
  skip: false,
  expected: { verdict: 'hung', action: 'SIGQUIT, replaced (hang)' },
  run: async t => {
    const fake = installFakeGopls(t, 'hang-after-ready')
    const daemon = await watchDaemon(t, { gopls: fake.path })
    const { ending, connections } = await awaitReplacement(daemon, fake)
    t.ok(connections >= 3, 'the held connection, and one for each of two dumps')
    const examined = (await daemon.events()).filter(({ event }) => event === 'instance.examined')
    t.match(examined, [{ stacks: 'unavailable', atWork: null, stderrTail: /Session \d+: connected/ }])
    t.match(examined[0], { processes: [{ pid: Number }] })
    t.match((await daemon.statusWhen(() => true)).instances, [{ restarts: { hang: 1, cpu: 0 } }])
    return { ...readOutcome(await daemon.events()), facts: describeEnding(ending) }
  },
}

const silentFromTheStart: Row = {
  situation: 'stand-in that never answered since its start',
  skip: false,
  expected: { verdict: 'unknown', action: 'SIGQUIT, replaced (hang)' },
  run: async t => {
    const fake = installFakeGopls(t, 'silent')
    const daemon = await watchDaemon(t, { gopls: fake.path, config: { probe: { startupTimeout: '5s' } } })
    // It listens: it has read its mode, and only the next one will read another.
    await eventually(async () => existsSync(join(daemon.home, 'run', 'g-1-1.sock')) || undefined)
    fake.setMode('healthy')
    await daemon.eventWhen(({ event, generation }) => event === 'instance.ready' && generation === 2)
    const events = await daemon.events()
    const before = events.filter(({ generation }) => generation === 1)
    t.match((await daemon.statusWhen(() => true)).instances, [{ restarts: { hang: 1 } }])
    return {
      verdict: readOutcome(before).verdict,
      action: readOutcome(events).action,
      facts: 'startupTimeout 5 s',
    }
  },
}

const spinning: Row = {
  situation: 'stand-in that spins and answers nothing',
  skip: false,
  expected: { verdict: 'hung', action: 'SIGQUIT, replaced (cpu)' },
  run: async t => {
    const fake = installFakeGopls(t, 'spin')
    const daemon = await watchDaemon(t, {
      gopls: fake.path,
      config: { hang: { floor: '1s', spinFactor: 8 } },
    })
    const { ending } = await awaitReplacement(daemon, fake)
    const verdicts = (await daemon.events()).flatMap(({ event, verdict }) =>
      event === 'instance.verdict' ? String(verdict) : [],
    )
    t.match(verdicts.join(), /suspect,hung/, 'a suspect until the long fuse')
    t.ok(Number(ending['detectionMs']) >= 8_000, `after ${String(ending['detectionMs'])} ms`)
    t.match((await daemon.statusWhen(() => true)).instances, [{ restarts: { hang: 0, cpu: 1 } }])
    return { ...readOutcome(await daemon.events()), facts: describeEnding(ending) }
  },
}

const dryRun: Row = {
  situation: 'the same deadlock in a dry run',
  skip: false,
  expected: { verdict: 'hung', action: 'none' },
  run: async t => {
    const fake = installFakeGopls(t, 'hang-after-ready')
    const daemon = await watchDaemon(t, { gopls: fake.path, config: { dryRun: true } })
    const { pid } = await daemon.ready()
    await daemon.eventWhen(({ event }) => event === 'instance.would-replace')
    await daemon.watchFor(3_000)
    const { instances } = await daemon.statusWhen(({ instances }) => instances[0]?.verdict === 'hung')
    t.match(instances, [{ pid, generation: 1, heldBack: /would-replace.*gopls\/sessions unanswered for/ }])
    t.equal(await isRunning(pid), true)
    const events = await daemon.events()
    t.equal(events.filter(({ event }) => event === 'instance.would-replace').length, 1, 'told once')
    return { ...readOutcome(events), facts: instances[0]?.heldBack ?? '' }
  },
}

const stubborn: Row = {
  situation: 'restart by hand: TERM ignored, a grandchild holds stderr',
  skip: false,
  expected: { verdict: 'healthy', action: 'SIGTERM, SIGKILL, replaced (manual)' },
  run: async t => {
    const fake = installFakeGopls(t, 'ignore-term-grandchild')
    const daemon = await watchDaemon(t, { gopls: fake.path })
    const { pid } = await daemon.ready()
    t.equal((await livingGroup(pid)).length, 2, 'it and its child')
    fake.setMode('healthy')
    await daemon.post('/api/v1/instances/1/restart')
    await daemon.eventWhen(({ event, generation }) => event === 'instance.ready' && generation === 2)
    const left = await livingGroup(pid)
    t.same(left, [], 'the whole group is gone')
    return { ...readOutcome(await daemon.events()), facts: `${left.length} of its group left` }
  },
}

/** Waits until the next generation, a healthy one, has taken its place. */
async function awaitReplacement(daemon: WatchedDaemon, fake: FakeGopls) {
  await daemon.ready()
  fake.setMode('healthy')
  const ending = await daemon.eventWhen(({ event }) => event === 'instance.terminating')
  const log = await readFile(join(daemon.home, 'logs', 'gopls-1.log'), 'utf8')
  await daemon.eventWhen(({ event, generation }) => event === 'instance.ready' && generation === 2)
  return { ending, connections: log.match(/Session \d+: connected/g)?.length ?? 0 }
}

function describeEnding({ because }: Readonly<Record<string, unknown>>): string {
  return String(because)
}

export const hangRows: readonly Row[] = [deadlocked, silentFromTheStart, spinning, dryRun, stubborn]
