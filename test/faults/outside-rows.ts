import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { askUntil, openEditor, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd } from './guarded.js'
import { wrapGopls } from './wrapped-gopls.js'

const socketRemoved: FaultRow = {
  name: 'socket-removed',
  inject: 'the socket file of a gopls in use is removed; then a second editor comes',
  expected: { state: 'ready, healthy', event: 'session.opened' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'both editors are answered: the first one goes on, the second has another gopls',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, workspace, hover, leave } = await startAtWork(stage, { gopls })
    const { socket } = await daemon.instanceWhen(each => each.pid === pid)
    await rm(socket ?? '')
    await hover()
    const sinceMs = performance.now()
    const second = await openEditor(stage, daemon, { workspace })
    await second.hover()
    const tookMs = performance.now() - sinceMs
    await hover()
    const { event } = await daemon.eventWhen('session.opened')
    const instance = await daemon.instanceWhen(each => each.sessions.length > 0 && each.verdict === 'healthy')
    const facts = (await daemon.events())
      .filter(({ event }) => event.startsWith('instance.'))
      .map(({ event }) => event.slice('instance.'.length))
    for (const editor of [second, { leave }]) await editor.leave()
    return { state: describeState(instance), event, tookMs, facts: [...new Set(facts)].join(' ') }
  },
}

const mostLogBytes = 6 * 10 * 2 ** 20
const flood = `sh -c 'yes "$(printf %0200d 7)" | head -c 400000000 >&2' &`

const stderrFlood: FaultRow = {
  name: 'stderr-flood',
  inject: 'gopls writes 400 MB to stderr while an editor works',
  expected: { state: 'ready, healthy', event: 'log.rotated' },
  longestMs: 60_000,
  mostKills: 0,
  holds: 'hovers go on (5 s at most), and the logs stay below their cap (60 MiB)',
  skip: noGopls,
  run: async stage => {
    const path = await wrapGopls(stage, flood)
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls: path })
    const sinceMs = performance.now()
    const slowestMs = await askUntil(hover, AbortSignal.timeout(15_000))
    stage.check(slowestMs < 5_000, `a hover took ${Math.round(slowestMs)} ms`)
    const { event } = await daemon.eventWhen('log.rotated', undefined, 60_000)
    const tookMs = performance.now() - sinceMs
    await delay(5_000)
    const bytes = await measureFolder(join(daemon.home, 'logs'))
    stage.check(bytes < mostLogBytes, `the logs have ${Math.round(bytes / 2 ** 20)} MiB`)
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const end = await findEnd(daemon)
    stage.check(end === 'none', end)
    await leave()
    const facts = `logs of ${Math.round(bytes / 2 ** 20)} MiB, slowest hover ${Math.round(slowestMs)} ms`
    return { state: describeState(instance), event, tookMs, facts }
  },
}

async function measureFolder(folder: string): Promise<number> {
  const names = await readdir(folder)
  const sizes = await Promise.all(
    names.map(name =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

export const outsideRows: readonly FaultRow[] = [socketRemoved, stderrFlood]
