import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { setPipeTrap, walkInto } from '../session/pipe-trap.js'
import { type AtWork, askUntil, type EditorAtWork, findOccupied, openEditor, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, startGuarded } from './guarded.js'
import type { Stage } from './stage.js'
import { wrapGopls } from './wrapped-gopls.js'

/** gopls gives no sign that it opened the pipe; measured, this is long enough. */
const walkInMs = 1_000

const stopped: FaultRow = {
  name: 'sigstop',
  inject: 'SIGSTOP to gopls under an editor',
  expected: { state: 'ready, healthy', event: 'instance.signalled' },
  longestMs: 12_000,
  mostKills: 0,
  holds: 'the same process answers again, after SIGCONT',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    stage.strike(pid, 'SIGSTOP')
    const tookMs = await hover()
    const { event } = await daemon.eventWhen(
      'instance.signalled',
      each => each['signal'] === 'SIGCONT' && each['pid'] === pid,
    )
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

const blocked: FaultRow = {
  name: 'blocked-session',
  inject: 'one session blocked for good (a pipe among its files) beside an active one',
  expected: { state: 'ready, healthy', event: 'session.reconnected' },
  longestMs: 15_000,
  mostKills: 0,
  holds: 'the blocked one is answered by the same process; the active one never waits 2 s',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, ...first } = await startAtWork(stage, { gopls })
    const active = await openEditor(stage, daemon, { workspace: first.workspace })
    await active.hover()
    const freed = new AbortController()
    const freeing = block(stage, first).finally(() => freed.abort())
    const longestWaitMs = await askUntil(active.hover, freed.signal)
    const tookMs = await freeing
    stage.check(longestWaitMs < 2_000, `the active one waited ${Math.round(longestWaitMs)} ms`)
    const { event } = await daemon.eventWhen('session.reconnected')
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    for (const { leave } of [active, first]) await leave()
    const facts = `the active one waited ${Math.round(longestWaitMs)} ms at most`
    return { state: describeState(instance), event, tookMs, facts }
  },
}

const blockedTwice: FaultRow = {
  name: 'blocked-twice',
  inject: 'the same session blocked for good, and again after it was freed',
  expected: { state: 'ready, healthy', event: 'instance.terminating' },
  longestMs: 20_000,
  mostKills: 1,
  holds: 'the second time gopls is replaced; the editor has every answer',
  skip: noGopls,
  run: async stage => {
    const atWork = await startAtWork(stage, { gopls })
    const { daemon, pid } = atWork
    await block(stage, atWork)
    stage.check((await findOccupied(daemon)) === pid, 'gopls was replaced the first time')
    const tookMs = await block(stage, atWork)
    const { event } = await daemon.eventWhen('instance.terminating', each => each['pid'] === pid)
    const instance = await daemon.instanceWhen(
      each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
    )
    await atWork.leave()
    return { state: describeState(instance), event, tookMs }
  },
}

/** Where it may have no user namespace of its own, there is no network that lacks loopback. */
const canUnshare = spawnSync('unshare', ['-rn', 'true'], { timeout: 5_000 }).status === 0

const debugRefused: FaultRow = {
  name: 'debug-refused',
  inject:
    'a session blocked for good in a gopls that cannot open its debug server (no loopback in its network)',
  expected: { state: 'ready, healthy', event: 'session.reconnected' },
  longestMs: 15_000,
  mostKills: 0,
  holds:
    'it is told that there are no stacks; the session is answered by the same process, no later than with them',
  skip: noGopls || (canUnshare ? false : 'unshare -rn is not allowed here'),
  run: async stage => {
    const { daemon, pid, ...rest } = await startAtWork(stage, {
      gopls: await wrapGopls(stage, 'exec unshare -rn "$real" "$@"'),
    })
    const tookMs = await block(stage, rest)
    const { event } = await daemon.eventWhen('session.reconnected')
    const { stacks } = await daemon.eventWhen('instance.examined')
    stage.check(stacks === 'unavailable', `the stacks were ${String(stacks)}`)
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    await rest.leave()
    return { state: describeState(instance), event, tookMs }
  },
}

/** Resolves with the time until the session answers again. */
async function block(stage: Stage, { editor, workspace, hover }: EditorAtWork | AtWork): Promise<number> {
  const trap = await setPipeTrap(stage, workspace)
  walkInto(trap, editor)
  const answered = hover()
  await delay(walkInMs)
  await trap.remove()
  const tookMs = await answered
  stage.check(tookMs > walkInMs, 'it was not blocked at all')
  return tookMs
}

const muteEditor: FaultRow = {
  name: 'mute-editor',
  inject: 'an editor that never answers workspace/configuration',
  expected: { state: 'ready, healthy', event: 'session.answered-for-editor' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'its hover is answered by the same process',
  skip: noGopls,
  run: async stage => {
    const daemon = await startGuarded(stage, { gopls })
    await daemon.ready()
    const sinceMs = performance.now()
    const { hover, leave } = await openEditor(stage, daemon, { mute: ['workspace/configuration'] })
    const pid = await findOccupied(daemon)
    await hover()
    const tookMs = performance.now() - sinceMs
    const { event } = await daemon.eventWhen('session.answered-for-editor')
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

export const sessionRows: readonly FaultRow[] = [stopped, blocked, blockedTwice, debugRefused, muteEditor]
