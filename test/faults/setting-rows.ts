import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, unobserved } from './guarded.js'

const broken: FaultRow = {
  name: 'configuration-broken',
  inject: 'the configuration is broken under a running daemon, and mended',
  expected: { state: 'ready, healthy', event: 'configuration.refused' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'the last good one stays in force, /health warns, then passes; the editor notices nothing',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const file = join(daemon.home, 'config.jsonc')
    const { configuration: before } = await daemon.statusWhen(() => true)
    const sinceMs = performance.now()
    await writeFile(file, '{ "probe": { "interval": "soon" ')
    const { event } = await daemon.eventWhen('configuration.refused')
    const { configuration } = await daemon.statusWhen(({ output }) => output === 'configuration-refused')
    stage.check(isDeepStrictEqual(configuration.settings, before.settings), 'other settings are in force')
    await hover()
    await writeFile(file, JSON.stringify(unobserved))
    await daemon.statusWhen(({ status }) => status === 'pass')
    const tookMs = performance.now() - sinceMs
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const end = await findEnd(daemon)
    stage.check(end === 'none', end)
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

const unpacked = fileURLToPath(new URL('../../.dev/debian', import.meta.url)).replace('/.dev/build/', '/')
const libraries = [`${unpacked}/usr`, '/usr'].flatMap(prefix =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
    machine => `${prefix}/lib/${machine}/faketime/libfaketimeMT.so.1`,
  ),
)
const fakeTime = libraries.find(path => existsSync(path))

const clocks = (['+1h', '-1h'] as const).map(
  (jump): FaultRow => ({
    name: `clock${jump}`,
    inject: `the wall clock of the daemon jumps by ${jump}, then gopls is killed`,
    expected: { state: 'ready, healthy', event: 'instance.ended' },
    longestMs: 3_000,
    mostKills: 0,
    holds: 'nobody is judged for the jump, and the death is healed as ever',
    skip: noGopls || (fakeTime ? false : 'libfaketime is not here; .ci/unpack-tools gets it'),
    run: async stage => {
      const file = join(await stage.makeFolder(), 'now')
      await writeFile(file, '+0')
      const { daemon, pid, hover, leave } = await startAtWork(stage, {
        gopls,
        environment: {
          LD_PRELOAD: fakeTime ?? '',
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_NO_CACHE: '1',
          DONT_FAKE_MONOTONIC: '1',
        },
      })
      await writeFile(file, jump)
      await delay(10_000)
      stage.check((await findEnd(daemon)) === 'none', 'somebody was ended for the jump')
      stage.strike(pid, 'SIGKILL')
      const tookMs = await hover()
      const { event, time } = await daemon.eventWhen('instance.ended')
      const offMs = Date.parse(time) - Date.now()
      stage.check(Math.abs(offMs) > 3_000_000, `the clock was not moved: ${offMs} ms`)
      const instance = await daemon.instanceWhen(
        each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
      )
      await leave()
      return { state: describeState(instance), event, tookMs }
    },
  }),
)

export const settingRows: readonly FaultRow[] = [broken, ...clocks]
