import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { writeProgram } from '../gopls/write-program.js'
import { askUntil, openEditor, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, type InstanceStatus, startGuarded } from './guarded.js'
import type { Stage } from './stage.js'

const loadMs = 60_000

const heavyLoad: FaultRow = {
  name: 'heavy-load',
  inject: 'four busy processes for each core, for 60 s, beside an editor at work',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'every hover has its answer from the same process, however slowly',
  skip: noGopls,
  limitMs: 180_000,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const burners = Array.from({ length: 4 * cpus().length }, () => burn(stage))
    const tookMs = await askUntil(hover, AbortSignal.timeout(loadMs))
    for (const stop of burners) await stop()
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const event = await findEnd(daemon)
    await leave()
    const facts = `the slowest hover beside ${burners.length} busy processes`
    return { state: describeState(instance), event, tookMs, facts }
  },
}

function burn(stage: Stage): () => Promise<void> {
  const child = spawn('/bin/sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  stage.teardown(stop)
  return stop
}

const stuckGo: FaultRow = {
  name: 'stuck-go',
  inject: 'a `go` whose `list` never returns while a workspace is loaded, for 45 s',
  expected: { state: 'ready', event: 'none' },
  longestMs: 40_000,
  mostKills: 0,
  holds: 'the session is waiting-on-child, and nobody is ended for it',
  skip: noGopls,
  limitMs: 180_000,
  run: async stage => {
    const folder = await stage.makeFolder()
    const path = process.env['PATH'] ?? ''
    writeProgram(join(folder, 'go'), '[ "$1" = list ] && exec sleep 600', `PATH='${path}' exec go "$@"`)
    const daemon = await startGuarded(stage, { gopls, environment: { PATH: `${folder}:${path}` } })
    const { pid } = await daemon.ready()
    const sinceMs = performance.now()
    const { hover } = await openEditor(stage, daemon)
    // It is never answered here, and nobody waits for it.
    void hover().catch(() => undefined)
    const isWaiting = ({ sessions }: InstanceStatus) =>
      sessions.some(({ verdict }) => verdict === 'waiting-on-child')
    await daemon.instanceWhen(isWaiting, 60_000)
    const tookMs = performance.now() - sinceMs
    await delay(Math.max(0, 45_000 - tookMs))
    const { state } = await daemon.instanceWhen(each => each.pid === pid && isWaiting(each))
    return { state, event: await findEnd(daemon), tookMs, facts: 'until it was told as waiting-on-child' }
  },
}

export const loadRows: readonly FaultRow[] = [stuckGo, heavyLoad]
