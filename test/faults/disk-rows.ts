import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { mountTmpfs, tmpfsMissing } from '../logs/mount-tmpfs.js'
import { startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, type Guarded, waitFor } from './guarded.js'

const full: FaultRow = {
  name: 'disk-full',
  inject: 'the disk of the home is full, and gopls is killed under an editor',
  expected: { state: 'ready, healthy', event: 'warn' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'the editor is answered by the next gopls; /health warns, and passes when there is room again',
  skip: noGopls || tmpfsMissing,
  run: async stage => {
    const home = mountTmpfs(stage, '8m')
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls, home, config: {} })
    await fill(join(home, 'ballast'))
    stage.strike(pid, 'SIGKILL')
    const tookMs = await hover()
    const { status, output } = await daemon.statusWhen(each => each.output?.endsWith('-unwritable') ?? false)
    const instance = await daemon.instanceWhen(
      each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
    )
    await rm(join(home, 'ballast'))
    await passes(daemon)
    await leave()
    return { state: describeState(instance), event: status, tookMs, facts: output ?? '' }
  },
}

/** To the last byte. */
async function fill(path: string): Promise<void> {
  for (const size of [2 ** 20, 2 ** 12])
    for (;;) {
      const isWritten = await writeFile(path, Buffer.alloc(size), { flag: 'a' }).then(
        () => true,
        () => false,
      )
      if (!isWritten) break
    }
}

const logsGone: FaultRow = {
  name: 'logs-gone',
  inject: 'the folder of the logs is removed under a running daemon, and gopls is killed',
  expected: { state: 'ready, healthy', event: 'folder again' },
  longestMs: 5_000,
  mostKills: 0,
  holds: 'the editor is answered; the folder is there again, and /health passes',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const folder = join(daemon.home, 'logs')
    const sinceMs = performance.now()
    await rm(folder, { recursive: true })
    stage.strike(pid, 'SIGKILL')
    await hover()
    const instance = await daemon.instanceWhen(
      each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
    )
    await waitFor(
      'the log to be there again',
      30_000,
      async () => existsSync(join(folder, 'guardian.log')) || undefined,
    )
    const tookMs = performance.now() - sinceMs
    await passes(daemon)
    await leave()
    return { state: describeState(instance), event: 'folder again', tookMs }
  },
}

const readOnly: FaultRow = {
  name: 'home-read-only',
  inject: 'the home becomes read-only under an editor at work, and gopls is stopped (SIGSTOP)',
  // Events and state are written at about the same time: either may be told first.
  expected: { state: 'ready, healthy', event: 'unwritable' },
  longestMs: 12_000,
  mostKills: 0,
  holds: 'gopls is resumed and the editor answered; /health warns, and passes once it is writable again',
  skip: noGopls || tmpfsMissing,
  run: async stage => {
    const home = mountTmpfs(stage, '8m')
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls, home, config: {} })
    const makeWritable = coverReadOnly(home)
    stage.teardown(makeWritable)
    stage.strike(pid, 'SIGSTOP')
    const tookMs = await hover()
    const { output = '' } = await daemon.statusWhen(each => each.output?.endsWith('-unwritable') ?? false)
    makeWritable()
    stage.strike(pid, 'SIGSTOP')
    await hover()
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    await passes(daemon)
    await leave()
    return { state: describeState(instance), event: output.replace(/^(events|state)-/, ''), tookMs }
  },
}

/** Lays the folder over itself, read-only: what is open already cannot be closed to its writers. Gives back the undoing. */
function coverReadOnly(folder: string): () => void {
  mount('--bind', folder, folder)
  mount('-o', 'remount,bind,ro', folder)
  let isCovered = true
  return () => {
    if (isCovered) spawnSync('umount', ['-l', folder])
    isCovered = false
  }
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** Until /health passes again; rejects with what is still wrong. */
async function passes(daemon: Guarded): Promise<void> {
  const untilMs = performance.now() + 40_000
  for (;;) {
    const { status, output, troubles } = await daemon.statusWhen(() => true)
    if (status === 'pass') return
    if (performance.now() > untilMs)
      throw new Error(`/health says ${output ?? status} for 40 s: ${JSON.stringify(troubles)}`)
    await delay(200)
  }
}

export const diskRows: readonly FaultRow[] = [full, logsGone, readOnly]
