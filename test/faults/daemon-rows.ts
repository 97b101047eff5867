import { setTimeout as delay } from 'node:timers/promises'
import { startDaemon } from '../cli/start-daemon.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { askUntil, openEditor, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { findRelay } from './find-relay.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, startGuarded } from './guarded.js'

const killed: FaultRow = {
  name: 'daemon-sigkill',
  inject: 'SIGKILL to the daemon beside an editor at work; the next daemon starts 3 s later',
  expected: { state: 'ready, healthy', event: 'instance.adopted' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'no hover takes 2 s meanwhile; gopls is taken over, and the session is known again',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const over = new AbortController()
    stage.teardown(() => over.abort())
    const hovering = askUntil(hover, over.signal)
    await daemon.kill('SIGKILL')
    await delay(3_000)
    const sinceMs = performance.now()
    const next = await startGuarded(stage, { gopls, home: daemon.home })
    const instance = await next.instanceWhen(
      ({ sessions, verdict }) => sessions.length === 1 && verdict === 'healthy',
    )
    const tookMs = performance.now() - sinceMs
    stage.check(instance.pid === pid, 'it is another gopls')
    const { event } = await next.eventWhen('instance.adopted', each => each['pid'] === pid)
    over.abort()
    const slowestMs = Math.max(await hovering, await hover())
    stage.check(slowestMs < 2_000, `a hover took ${Math.round(slowestMs)} ms`)
    await leave()
    return {
      state: describeState(instance),
      event,
      tookMs,
      facts: `slowest hover ${Math.round(slowestMs)} ms; took: from the start of the next daemon on`,
    }
  },
}

const relayKilled: FaultRow = {
  name: 'relay-sigkill',
  inject: 'SIGKILL to the relay of one of two editors on a workspace',
  expected: { state: 'ready, healthy', event: 'session.closed' },
  longestMs: 5_000,
  mostKills: 0,
  holds: 'the other editor notices nothing; the one that starts again has the same gopls',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, workspace, editor } = await startAtWork(stage, { gopls })
    const relay = await findRelay()
    const other = await openEditor(stage, daemon, { workspace })
    await other.hover()
    const sinceMs = performance.now()
    process.kill(relay, 'SIGKILL')
    await editor.ended
    const again = await openEditor(stage, daemon, { workspace })
    await again.hover()
    const tookMs = performance.now() - sinceMs
    await other.hover()
    const { event } = await daemon.eventWhen('session.closed')
    const instance = await daemon.instanceWhen(
      each => each.sessions.length === 2 && each.verdict === 'healthy',
    )
    stage.check(instance.pid === pid, 'it is another gopls')
    for (const { leave } of [other, again]) await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

const twice: FaultRow = {
  name: 'two-daemons',
  inject: 'a second daemon is started in the same home',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 5_000,
  mostKills: 0,
  holds: 'it says who runs already and ends with 0; editor and gopls notice nothing',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const sinceMs = performance.now()
    const second = await startDaemon(stage, { home: daemon.home, gopls })
    const { exitCode, stdout } = await second.ended
    const tookMs = performance.now() - sinceMs
    stage.check(exitCode === 0 && stdout.includes(`with pid ${daemon.pid}`), `${exitCode}: ${stdout}`)
    await hover()
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const event = await findEnd(daemon)
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

const stopDuringRestart: FaultRow = {
  name: 'stop-during-restart',
  inject: 'stop, while a restart by hand still waits for a stand-in that ignores SIGTERM',
  expected: { state: 'stopped', event: 'instance.ended' },
  longestMs: 10_000,
  mostKills: 1,
  holds: 'the stop wins: no next generation',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'ignore-term')
    const daemon = await startGuarded(stage, { gopls: fake.path })
    await daemon.ready()
    const sinceMs = performance.now()
    await daemon.post('/api/v1/instances/1/restart')
    await daemon.post('/api/v1/instances/1/stop')
    const { event } = await daemon.eventWhen('instance.ended')
    await daemon.instanceWhen(each => each.state === 'stopped')
    const tookMs = performance.now() - sinceMs
    await delay(3_000)
    const { state, generation } = await daemon.instanceWhen(() => true)
    stage.check(generation === 1, `generation ${generation}`)
    return { state, event, tookMs }
  },
}

const restartTwice: FaultRow = {
  name: 'restart-pending',
  inject: 'restart by hand, and again at once, under an editor',
  expected: { state: 'ready, healthy', event: 'instance.terminating' },
  longestMs: 10_000,
  mostKills: 1,
  holds: 'one restart is made of the two; the editor notices nothing',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const { id } = await daemon.instanceWhen(each => each.pid === pid)
    const sinceMs = performance.now()
    const restart = () => daemon.post(`/api/v1/instances/${id}/restart`)
    await Promise.all([restart(), restart()])
    await hover()
    const instance = await daemon.instanceWhen(
      each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
    )
    const tookMs = performance.now() - sinceMs
    await delay(2_000)
    const launched = (await daemon.events()).filter(({ event }) => event === 'instance.launched').length
    stage.check(launched === 2, `${launched} generations were launched`)
    const { event } = await daemon.eventWhen('instance.terminating')
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

export const daemonRows: readonly FaultRow[] = [killed, relayKilled, twice, stopDuringRestart, restartTwice]
