import t from 'tap'
import type { JobEnd } from './job-end.js'
import type { JobRules, KeepAlive } from './job-state.js'
import { SimulatedJob } from './simulate-job.js'

const ends = {
  'exit 0': { kind: 'exited', code: 0 },
  'exit 1': { kind: 'exited', code: 1 },
  SIGTERM: { kind: 'signalled', signal: 'SIGTERM' },
  SIGKILL: { kind: 'signalled', signal: 'SIGKILL' },
  SIGILL: { kind: 'signalled', signal: 'SIGILL' },
  SIGABRT: { kind: 'signalled', signal: 'SIGABRT' },
  SIGFPE: { kind: 'signalled', signal: 'SIGFPE' },
  SIGBUS: { kind: 'signalled', signal: 'SIGBUS' },
  SIGSEGV: { kind: 'signalled', signal: 'SIGSEGV' },
  SIGSYS: { kind: 'signalled', signal: 'SIGSYS' },
  SIGTRAP: { kind: 'signalled', signal: 'SIGTRAP' },
} as const satisfies Record<string, JobEnd>

type EndName = keyof typeof ends
const all = Object.keys(ends) as EndName[]
const crashes = all.slice(4)
const failures = all.slice(1)
const success: JobEnd = ends['exit 0']

t.test('1, 2: KeepAlive decides by the way a job ended', async t => {
  const rows: readonly { keepAlive: KeepAlive; after: readonly EndName[] }[] = [
    { keepAlive: false, after: [] },
    { keepAlive: true, after: all },
    { keepAlive: { SuccessfulExit: false }, after: failures },
    { keepAlive: { SuccessfulExit: true }, after: ['exit 0'] },
    { keepAlive: { Crashed: true }, after: crashes },
    { keepAlive: { Crashed: false }, after: all.slice(0, 4) },
    { keepAlive: { SuccessfulExit: true, Crashed: true }, after: ['exit 0', ...crashes] },
    { keepAlive: { SuccessfulExit: false, Crashed: false }, after: all },
  ]
  for (const { keepAlive, after } of rows) {
    const startsAgain = (name: EndName) =>
      new SimulatedJob({ keepAlive, runsAtLoad: true, throttleMs: 1 })
        .tell({ kind: 'loaded' })
        .end(ends[name])
        .pass(1).starts.length === 2
    t.same(all.filter(startsAgain), after, JSON.stringify(keepAlive))
  }
})

t.test('1: what starts a job at load', async t => {
  const rows: readonly { rules: Partial<JobRules>; starts: boolean }[] = [
    { rules: {}, starts: false },
    { rules: { runsAtLoad: true }, starts: true },
    { rules: { keepAlive: true }, starts: true },
    { rules: { keepAlive: { SuccessfulExit: false } }, starts: true },
    { rules: { keepAlive: { Crashed: true } }, starts: true },
    { rules: { keepAlive: {} }, starts: false },
    { rules: { intervalMs: 1_000 }, starts: false },
  ]
  for (const { rules, starts } of rows) {
    const job = new SimulatedJob(rules).tell({ kind: 'loaded' })
    t.equal(job.starts.length === 1, starts, JSON.stringify(rules))
  }
})

t.test('3: the throttle counts from start to start', async t => {
  const job = new SimulatedJob({ keepAlive: true }).tell({ kind: 'loaded' })
  job.pass(4_000).end(success)
  t.equal(job.phase, 'scheduled')
  t.same(job.pass(5_999).starts, [0])
  t.same(job.pass(1).starts, [0, 10_000])
  t.same(job.pass(25_000).end(success).starts, [0, 10_000, 35_000], 'a job that ran for long is not held')
})

t.test('3: a kickstart waits for the throttle as well, but not one that kills', async t => {
  const early = () => new SimulatedJob({ runsAtLoad: true }).tell({ kind: 'loaded' }).pass(1_000)
  t.same(early().end(success).tell({ kind: 'kickstarted', kill: false }).pass(20_000).starts, [0, 10_000])
  t.same(early().end(success).tell({ kind: 'kickstarted', kill: true }).starts, [0, 1_000])
  t.same(early().tell({ kind: 'kickstarted', kill: true }).pass(500).end(success).starts, [0, 1_500])
})

t.test('4: StartInterval is missed while the job runs, and counts anew from its end', async t => {
  const job = new SimulatedJob({ intervalMs: 60_000 }).tell({ kind: 'loaded' })
  t.same(job.pass(59_999).starts, [])
  t.same(job.pass(1).starts, [60_000])
  t.same(job.pass(200_000).starts, [60_000], 'it runs')
  t.same(job.end(success).pass(59_999).starts, [60_000])
  t.same(job.pass(1).starts, [60_000, 320_000])
})

t.test(
  '4: with SuccessfulExit false a crash comes back after the throttle, exit 0 with the interval',
  async t => {
    const rules = { keepAlive: { SuccessfulExit: false }, intervalMs: 30_000 } as const
    const job = new SimulatedJob(rules).tell({ kind: 'loaded' }).pass(1_000)
    t.same(job.end(ends.SIGKILL).pass(9_000).starts, [0, 10_000])
    t.same(job.pass(5_000).end(success).pass(30_000).starts, [0, 10_000, 45_000])
  },
)

t.test('4: with KeepAlive true StartInterval adds nothing', async t => {
  const starts = (intervalMs: number | null) => {
    const job = new SimulatedJob({ keepAlive: true, intervalMs }).tell({ kind: 'loaded' })
    for (let n = 0; n < 10; n += 1) job.pass(3_000).end(success).pass(3_500)
    return job.starts
  }
  t.same(starts(4_000), starts(null))
})

t.test('5: a stop is SIGTERM, ExitTimeOut, SIGKILL once', async t => {
  const job = new SimulatedJob({ keepAlive: true }).tell({ kind: 'loaded' }).pass(1_000)
  job.tell({ kind: 'booted-out' }).pass(60_000)
  t.same(job.signals, [
    { atMs: 1_000, signal: 'SIGTERM' },
    { atMs: 6_000, signal: 'SIGKILL' },
  ])
})

t.test('5: a job that ends in time is not killed', async t => {
  const job = new SimulatedJob({ runsAtLoad: true }).tell({ kind: 'loaded' })
  job.tell({ kind: 'booted-out' }).pass(4_999).end(success).pass(60_000)
  t.same(job.signals, [{ atMs: 0, signal: 'SIGTERM' }])
})

t.test('5: what is left of the process group is ended unless the job abandons it', async t => {
  for (const abandonsGroup of [false, true]) {
    const job = new SimulatedJob({ runsAtLoad: true, abandonsGroup }).tell({ kind: 'loaded' }).end(success)
    const groups = job.done.filter(({ action }) => action.kind === 'end-group').map(({ action }) => action)
    t.same(groups, abandonsGroup ? [] : [{ kind: 'end-group', pid: 101 }])
  }
})

t.test('5: the old group is ended before a new process starts', async t => {
  const job = new SimulatedJob({ runsAtLoad: true }).tell({ kind: 'loaded' })
  job.tell({ kind: 'kickstarted', kill: true }).end(success)
  t.same(
    job.done.map(({ action }) => action.kind),
    ['spawn', 'signal', 'end-group', 'spawn'],
  )
})

t.test('5: a job that could not be spawned has no group', async t => {
  const job = new SimulatedJob()
  job.state = { ...job.state, phase: { kind: 'starting' } }
  t.same(job.end(ends['exit 1']).done, [])
})

t.test('6: a job that is booted out stays until it is gone', async t => {
  const job = new SimulatedJob({ keepAlive: true }).tell({ kind: 'loaded' })
  t.equal(job.tell({ kind: 'booted-out' }).phase, 'stopping')
  t.equal(job.tell({ kind: 'kickstarted', kill: true }).phase, 'stopping')
  t.equal(job.end(ends.SIGTERM).phase, 'unloaded')
})

t.test('6: a bootout wins over a restart under way', async t => {
  const job = new SimulatedJob({ keepAlive: true }).tell({ kind: 'loaded' })
  job.tell({ kind: 'kickstarted', kill: true }).tell({ kind: 'booted-out' })
  t.equal(job.end(ends.SIGTERM).phase, 'unloaded')
})

t.test('6: a job that does not run is gone at once', async t => {
  const idle = new SimulatedJob().tell({ kind: 'loaded' })
  t.equal(idle.tell({ kind: 'booted-out' }).phase, 'unloaded')
  const scheduled = new SimulatedJob({ keepAlive: true }).tell({ kind: 'loaded' }).end(success)
  t.equal(scheduled.tell({ kind: 'booted-out' }).pass(60_000).starts.length, 1)
})

t.test(
  '8: a start that nobody demanded is put off, until a kickstart or until the time is better',
  async t => {
    const rows: readonly Partial<JobRules>[] = [
      { runsAtLoad: true },
      { keepAlive: { SuccessfulExit: false } },
      { intervalMs: 1_000 },
    ]
    for (const rules of rows) {
      const pended = () => new SimulatedJob(rules, true).tell({ kind: 'loaded' }).pass(1_500)
      t.equal(pended().phase, 'idle', JSON.stringify(rules))
      t.not(pended().state.pended, null)
      const kicked = pended().tell({ kind: 'kickstarted', kill: false })
      t.same(kicked.starts, [1_500])
      t.equal(kicked.state.pended, null)
      t.same(pended().tell({ kind: 'nondemand-deferred', defers: false }).starts, [1_500])
    }
  },
)

t.test('8: a respawn is nothing that anybody demanded', async t => {
  const job = new SimulatedJob({ keepAlive: true }).tell({ kind: 'loaded' })
  job.tell({ kind: 'nondemand-deferred', defers: true }).end(ends.SIGKILL).pass(60_000)
  t.same(job.starts, [0])
  t.equal(job.state.pended, 'keep-alive')
})
