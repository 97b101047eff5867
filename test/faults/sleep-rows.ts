import { setTimeout as delay } from 'node:timers/promises'
import { askUntil, openEditor, startAtWork } from './at-work.js'
import { findGoplsBeside } from './drop-in-rows.js'
import type { FaultRow } from './fault-row.js'
import { findRelay } from './find-relay.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, type Guarded } from './guarded.js'
import type { Stage } from './stage.js'

const stoppedDaemon: FaultRow = {
  name: 'daemon-sigstop',
  inject: 'SIGSTOP to the daemon for 15 s beside an editor at work',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 5_000,
  mostKills: 0,
  holds: 'no hover takes 2 s, then and afterwards; the daemon answers again and ends nobody',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    stage.strike(daemon.pid, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    const duringMs = await askUntil(hover, AbortSignal.timeout(15_000))
    const sinceMs = performance.now()
    stage.strike(daemon.pid, 'SIGCONT')
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const tookMs = performance.now() - sinceMs
    const slowestMs = Math.max(duringMs, await askUntil(hover, AbortSignal.timeout(5_000)))
    stage.check(slowestMs < 2_000, `a hover took ${Math.round(slowestMs)} ms`)
    const event = await findEnd(daemon)
    await leave()
    const facts = `slowest hover ${Math.round(slowestMs)} ms; took: from SIGCONT on`
    return { state: describeState(instance), event, tookMs, facts }
  },
}

const newEditorMeanwhile: FaultRow = {
  name: 'daemon-sigstop-new-editor',
  inject: 'an editor is opened while the daemon is stopped',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'it has a gopls all the same, that its relay started; the one that runs is left in peace',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    stage.strike(daemon.pid, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    const sinceMs = performance.now()
    const late = await openEditor(stage, daemon)
    await late.hover()
    const tookMs = performance.now() - sinceMs
    const { length: ownCount } = await findGoplsBeside(daemon)
    stage.check(ownCount === 1, `relays have started ${ownCount} gopls`)
    stage.strike(daemon.pid, 'SIGCONT')
    await hover()
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const event = await findEnd(daemon)
    // Its own gopls ends with it, as it should: that is no kill.
    stage.teardown(leave)
    stage.teardown(late.leave)
    return { state: describeState(instance), event, tookMs }
  },
}

const bothStopped: FaultRow = {
  name: 'both-stopped',
  inject: 'daemon and gopls stopped together for 45 s; the daemon goes on first',
  expected: { state: 'ready, healthy', event: 'observer.slept' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'nobody is resumed or ended for that time; the same process answers',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const before = await lastSeq(daemon)
    for (const each of [daemon.pid, pid]) stage.strike(each, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    await delay(45_000)
    const sinceMs = performance.now()
    stage.strike(daemon.pid, 'SIGCONT')
    await delay(500)
    stage.strike(pid, 'SIGCONT')
    await hover()
    const { event } = await awaitWaking(daemon, before)
    const tookMs = performance.now() - sinceMs
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const judgedMs = performance.now() - sinceMs
    await delay(5_000)
    await checkNobodyIsEnded(stage, daemon)
    await leave()
    const facts = `healthy again after ${(judgedMs / 1_000).toFixed(1)} s`
    return { state: describeState(instance), event, tookMs, facts }
  },
}

const asleep: FaultRow = {
  name: 'sleep-wake',
  inject: 'daemon, relay and gopls all stopped for 45 s with a hover on its way, then awake',
  expected: { state: 'ready, healthy', event: 'observer.slept' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'the hover is answered by the same process; nobody is resumed or ended',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const sleepers = [daemon.pid, pid, await findRelay()]
    const before = await lastSeq(daemon)
    stage.strike(pid, 'SIGSTOP')
    const answered = hover()
    for (const each of sleepers) stage.strike(each, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    await delay(45_000)
    const sinceMs = performance.now()
    for (const each of sleepers) stage.strike(each, 'SIGCONT')
    await answered
    const { event } = await awaitWaking(daemon, before)
    const tookMs = performance.now() - sinceMs
    await delay(10_000)
    await hover()
    await checkNobodyIsEnded(stage, daemon)
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

async function lastSeq(daemon: Guarded): Promise<number> {
  return (await daemon.events()).at(-1)?.seq ?? 0
}

/** That the daemon slept, told after what it had told before. */
function awaitWaking(daemon: Guarded, before: number) {
  return daemon.eventWhen('observer.slept', ({ seq }) => seq > before)
}

async function checkNobodyIsEnded(stage: Stage, daemon: Guarded): Promise<void> {
  const end = await findEnd(daemon)
  stage.check(end === 'none', end)
}

export const sleepRows: readonly FaultRow[] = [stoppedDaemon, newEditorMeanwhile, bothStopped, asleep]
