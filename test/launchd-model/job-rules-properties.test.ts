import fc from 'fast-check'
import t from 'tap'
import type { JobEvent } from './job-rules.js'
import type { JobRules, KeepAlive } from './job-state.js'
import { SimulatedJob } from './simulate-job.js'

const keepAlive: fc.Arbitrary<KeepAlive> = fc.oneof(
  fc.boolean(),
  fc.record({ SuccessfulExit: fc.boolean(), Crashed: fc.boolean() }, { requiredKeys: [] }),
)

const rules: fc.Arbitrary<JobRules> = fc.record({
  runsAtLoad: fc.boolean(),
  keepAlive,
  intervalMs: fc.option(fc.integer({ min: 1_000, max: 60_000 })),
  throttleMs: fc.integer({ min: 1_000, max: 20_000 }),
  exitTimeOutMs: fc.integer({ min: 1_000, max: 20_000 }),
  abandonsGroup: fc.boolean(),
})

const end: fc.Arbitrary<JobEvent> = fc.record({
  kind: fc.constant('ended' as const),
  end: fc.constantFrom(
    { kind: 'exited', code: 0 } as const,
    { kind: 'exited', code: 1 } as const,
    { kind: 'signalled', signal: 'SIGSEGV' } as const,
  ),
})

const plainKickstart: JobEvent = { kind: 'kickstarted', kill: false }
const deferral = fc.boolean().map((defers): JobEvent => ({ kind: 'nondemand-deferred', defers }))

const happenings = (event: fc.Arbitrary<JobEvent>) =>
  fc.array(fc.tuple(fc.nat(30_000), event), { maxLength: 40 })

function play(job: SimulatedJob, history: readonly (readonly [number, JobEvent])[]): SimulatedJob {
  for (const [afterMs, event] of history) job.pass(afterMs).tell(event)
  return job
}

t.test('without a kill, starts are never closer than the throttle', async () => {
  const history = happenings(fc.oneof(end, deferral, fc.constant(plainKickstart)))
  fc.assert(
    fc.property(rules, fc.boolean(), history, (jobRules, defers, events) => {
      const { starts } = play(new SimulatedJob(jobRules, defers).tell({ kind: 'loaded' }), events)
      return starts.every((atMs, n) => n === 0 || atMs - (starts[n - 1] ?? 0) >= jobRules.throttleMs)
    }),
  )
})

t.test('no process is started while another one lives', async () => {
  const kills: JobEvent = { kind: 'kickstarted', kill: true }
  const history = happenings(fc.oneof(end, deferral, fc.constantFrom(plainKickstart, kills)))
  fc.assert(
    fc.property(rules, history, (jobRules, events) => {
      const job = new SimulatedJob({ ...jobRules, abandonsGroup: false }).tell({ kind: 'loaded' })
      play(job, events)
      const turns = job.done.flatMap(({ action }) =>
        action.kind === 'spawn' || action.kind === 'end-group' ? [action.kind] : [],
      )
      return turns.every((turn, n) => turn === (n % 2 === 0 ? 'spawn' : 'end-group'))
    }),
  )
})

t.test('after a bootout nothing starts, and the label goes with its process', async () => {
  const history = happenings(fc.oneof(end, deferral, fc.constant(plainKickstart)))
  fc.assert(
    fc.property(rules, history, history, (jobRules, before, later) => {
      const job = play(new SimulatedJob(jobRules).tell({ kind: 'loaded' }), before)
      const startsBefore = job.tell({ kind: 'booted-out' }).starts.length
      play(job, later).end({ kind: 'exited', code: 0 })
      return job.starts.length === startsBefore && job.phase === 'unloaded'
    }),
  )
})

t.test('a job that is kept alive always runs or is about to', async () => {
  fc.assert(
    fc.property(rules, happenings(end), (jobRules, events) => {
      const job = play(new SimulatedJob({ ...jobRules, keepAlive: true }).tell({ kind: 'loaded' }), events)
      return job.phase === 'running' || job.phase === 'scheduled'
    }),
  )
})
