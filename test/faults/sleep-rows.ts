import { setTimeout as delay } from 'node:timers/promises'
import { askUntil, openEditor, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { findRelay } from './find-relay.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd } from './guarded.js'

const stoppedDaemon: FaultRow = {
  name: 'daemon-sigstop',
  inject: 'SIGSTOP to the daemon for 15 s beside an editor at work',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 2_000,
  mostKills: 0,
  holds: 'no hover of the editor takes 2 s, then and afterwards; gopls is the same',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    stage.strike(daemon.pid, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    const duringMs = await askUntil(hover, AbortSignal.timeout(15_000))
    stage.strike(daemon.pid, 'SIGCONT')
    await delay(5_000)
    const tookMs = Math.max(duringMs, await hover())
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const event = await findEnd(daemon)
    await leave()
    return { state: describeState(instance), event, tookMs, facts: 'the slowest hover' }
  },
}

const newEditorMeanwhile: FaultRow = {
  name: 'daemon-sigstop-new-editor',
  inject: 'an editor is opened while the daemon is stopped',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'it has a gopls all the same, of its own; the one that runs is left in peace',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    stage.strike(daemon.pid, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    const sinceMs = performance.now()
    const late = await openEditor(stage, daemon)
    await late.hover()
    const tookMs = performance.now() - sinceMs
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
  holds: 'nobody is judged for that time; the same process answers',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    for (const each of [daemon.pid, pid]) stage.strike(each, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    await delay(45_000)
    const sinceMs = performance.now()
    stage.strike(daemon.pid, 'SIGCONT')
    await delay(500)
    stage.strike(pid, 'SIGCONT')
    await hover()
    const tookMs = performance.now() - sinceMs
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const { event } = await daemon.eventWhen('observer.slept')
    await delay(5_000)
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

const asleep: FaultRow = {
  name: 'sleep-wake',
  inject: 'daemon, relay and gopls all stopped for 45 s with a hover on its way, then awake',
  expected: { state: 'ready, healthy', event: 'observer.slept' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'the hover is answered by the same process',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const sleepers = [daemon.pid, pid, await findRelay()]
    stage.strike(pid, 'SIGSTOP')
    const answered = hover()
    for (const each of sleepers) stage.strike(each, 'SIGSTOP')
    stage.teardown(() => process.kill(daemon.pid, 'SIGCONT'))
    await delay(45_000)
    const sinceMs = performance.now()
    for (const each of sleepers) stage.strike(each, 'SIGCONT')
    await answered
    const tookMs = performance.now() - sinceMs
    const { event } = await daemon.eventWhen('observer.slept')
    await delay(10_000)
    await hover()
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

export const sleepRows: readonly FaultRow[] = [stoppedDaemon, newEditorMeanwhile, bothStopped, asleep]
