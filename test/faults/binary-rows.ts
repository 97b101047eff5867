import { chmod, copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { writeProgram } from '../gopls/write-program.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState } from './guarded.js'
import type { Stage } from './stage.js'

const unusable = [
  {
    name: 'binary-removed',
    inject: 'the gopls binary is removed, its process killed; then the binary comes back',
    tells: 'gopls-missing',
    spoil: (path: string) => rename(path, `${path}-away`),
    mend: (path: string) => rename(`${path}-away`, path),
  },
  {
    name: 'binary-not-executable',
    inject: 'the gopls binary is not executable any more, its process killed; then it is again',
    tells: 'instance-backoff',
    spoil: (path: string) => chmod(path, 0o644),
    mend: (path: string) => chmod(path, 0o755),
  },
].map(
  ({ name, inject, tells, spoil, mend }): FaultRow => ({
    name,
    inject,
    expected: { state: 'ready, healthy', event: 'instance.relaunch-scheduled' },
    longestMs: 60_000,
    mostKills: 0,
    holds: `the living process answers on; then /health tells ${tells}; the editor is answered once it is back`,
    skip: noGopls,
    run: async stage => {
      const path = await copyGopls(stage)
      const { daemon, pid, hover, leave, editor } = await startAtWork(stage, { gopls: path })
      await spoil(path)
      stage.check((await hover()) < 2_000, 'the hover before the death was slow')
      stage.strike(pid, 'SIGKILL')
      const { event } = await daemon.eventWhen('instance.relaunch-scheduled')
      const told = await daemon.statusWhen(({ output }) => output === tells)
      await mend(path)
      const sinceMs = performance.now()
      const instance = await daemon.instanceWhen(
        each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
        90_000,
      )
      await editor.until(() => editor.book.unanswered === 0, 10_000)
      await hover()
      const tookMs = performance.now() - sinceMs
      await leave()
      return {
        state: describeState(instance),
        event,
        tookMs,
        facts: `/health: ${told.status}; took: from the return of the binary on`,
      }
    },
  }),
)

const otherVersion = 'v0.22.9'

const replacedBinaries = [
  {
    name: 'binary-replaced',
    inject: 'the same gopls is put in place again by rename, under an editor',
    versionAfter: (before: string | null) => before,
    replace: async (path: string) => {
      await copyFile(path, `${path}-next`)
      await rename(`${path}-next`, path)
    },
  },
  {
    name: 'binary-other-version',
    inject: 'a gopls that says another version is put in place by rename, under an editor',
    versionAfter: () => otherVersion,
    replace: async (path: string) => {
      const other = `golang.org/x/tools/gopls ${otherVersion}`
      writeProgram(`${path}-next`, `[ "$1" = version ] && echo '${other}' && exit`, `exec '${gopls}' "$@"`)
      await rename(`${path}-next`, path)
    },
  },
].map(
  ({ name, inject, versionAfter, replace }): FaultRow => ({
    name,
    inject,
    expected: { state: 'ready, healthy', event: 'gopls.changed' },
    longestMs: 90_000,
    mostKills: 1,
    holds: 'the editor moves to the new one, of the version that is there now, without noticing',
    skip: noGopls,
    limitMs: 180_000,
    run: async stage => {
      const path = await copyGopls(stage)
      const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls: path })
      const { goplsVersion: before } = await daemon.instanceWhen(each => each.pid === pid)
      const sinceMs = performance.now()
      await replace(path)
      const { event } = await daemon.eventWhen('gopls.changed', undefined, 90_000)
      const instance = await daemon.instanceWhen(
        each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
        120_000,
      )
      await hover()
      const tookMs = performance.now() - sinceMs
      await eventually(async () => !(await isRunning(pid)) || undefined, 60_000)
      await leave()
      const { goplsVersion } = instance
      stage.check(goplsVersion === versionAfter(before), `it is ${String(goplsVersion)} now`)
      return { state: describeState(instance), event, tookMs, facts: `now ${String(goplsVersion)}` }
    },
  }),
)

/** Called exactly gopls, alone in its folder. */
async function copyGopls(stage: Stage): Promise<string> {
  const path = join(await stage.makeFolder(), 'gopls')
  await copyFile(gopls, path)
  return path
}

export const binaryRows: readonly FaultRow[] = [...unusable, ...replacedBinaries]
