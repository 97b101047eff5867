import { existsSync } from 'node:fs'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { askUntil, openEditor, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, type InstanceStatus, waitFor } from './guarded.js'
import { wrapGopls } from './wrapped-gopls.js'

const socketRemoved: FaultRow = {
  name: 'socket-removed',
  inject: 'the socket file of a gopls in use is removed; then a second editor comes',
  expected: { state: 'ready, healthy', event: 'session.opened' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'both editors are answered: the first one by the same gopls as before, the second by another one',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, workspace, hover, leave } = await startAtWork(stage, { gopls })
    const { socket } = await daemon.instanceWhen(each => each.pid === pid)
    const sinceMs = performance.now()
    await rm(socket ?? '')
    await hover()
    const second = await openEditor(stage, daemon, { workspace })
    await second.hover()
    const tookMs = performance.now() - sinceMs
    await hover()
    const serves = ({ sessions, verdict }: InstanceStatus) => sessions.length === 1 && verdict === 'healthy'
    await daemon.instanceWhen(each => each.pid === pid && serves(each))
    const other = await daemon.instanceWhen(each => each.pid !== pid && serves(each))
    const { event } = await daemon.eventWhen(
      'session.opened',
      ({ session }) => session === other.sessions[0]?.id,
    )
    const facts = (await daemon.events())
      .filter(({ event }) => event.startsWith('instance.'))
      .map(({ event }) => event.slice('instance.'.length))
    for (const editor of [second, { leave }]) await editor.leave()
    return { state: describeState(other), event, tookMs, facts: [...new Set(facts)].join(' ') }
  },
}

const capBytes = 6 * 10 * 2 ** 20
/** Guardian looks two seconds after the first byte: so much of the flood may be there beyond the cap. */
const mostBytes = capBytes + 2 * 100e6
/** Waits for a file that names its pid, and removes it when it is over; `exec` leaves the pid to gopls. */
const flood = `trigger="$0.flood-$$"
{
  until [ -e "$trigger" ]; do sleep 0.1; done
  line=$(printf %0200d 7)
  for piece in $(seq 100); do yes "$line" | head -c 10000000 >&2; sleep 0.1; done
  rm "$trigger"
} &`

const stderrFlood: FaultRow = {
  name: 'stderr-flood',
  inject: 'gopls writes 1 GB to stderr, up to 100 MB a second, while an editor works',
  expected: { state: 'ready, healthy', event: 'log.rotated' },
  longestMs: 10_000,
  mostKills: 0,
  holds:
    'no hover takes 5 s; the logs are above their cap (60 MiB) by two seconds of the flood at most, and not for long',
  skip: noGopls,
  run: async stage => {
    const path = await wrapGopls(stage, flood)
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls: path })
    const { id } = await daemon.instanceWhen(each => each.pid === pid)
    const logs = join(daemon.home, 'logs')
    const trigger = `${path}.flood-${pid}`
    const over = new AbortController()
    stage.teardown(() => over.abort())
    const hovering = askUntil(hover, over.signal)
    const measuring = findLargest(logs, over.signal)
    const sinceMs = performance.now()
    await writeFile(trigger, '')
    const { event } = await daemon.eventWhen('log.rotated', ({ file }) => file === `gopls-${id}.log`)
    const tookMs = performance.now() - sinceMs
    const isOver = async () => !existsSync(trigger) || undefined
    await waitFor('the end of the flood', 60_000, isOver)
    const floodMs = performance.now() - sinceMs
    const isLow = async () => (await measureFolder(logs)) < capBytes || undefined
    await waitFor('the logs to be below their cap', 15_000, isLow)
    over.abort()
    const [slowestMs, largestBytes] = await Promise.all([hovering, measuring])
    stage.check(slowestMs < 5_000, `a hover took ${Math.round(slowestMs)} ms`)
    stage.check(largestBytes < mostBytes, `the logs had ${inMebibytes(largestBytes)}`)
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const end = await findEnd(daemon)
    stage.check(end === 'none', end)
    await leave()
    const facts = [
      `logs of ${inMebibytes(largestBytes)} at most`,
      `slowest hover ${Math.round(slowestMs)} ms`,
      `1 GB in ${Math.round(floodMs / 1_000)} s`,
    ].join(', ')
    return { state: describeState(instance), event, tookMs, facts }
  },
}

async function findLargest(folder: string, over: AbortSignal): Promise<number> {
  let largestBytes = 0
  while (!over.aborted) {
    largestBytes = Math.max(largestBytes, await measureFolder(folder))
    await delay(20)
  }
  return largestBytes
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
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
