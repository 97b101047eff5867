import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHome } from '../cli/stand-in-daemon.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { startAtWork } from './at-work.js'
import { brokenFrames } from './broken-frames.js'
import type { FaultRow } from './fault-row.js'
import { noGopls } from './gopls-here.js'
import { describeState, type Guarded, startGuarded, waitFor } from './guarded.js'
import { quickLooks } from './hang-rows.js'
import { wrapGopls } from './wrapped-gopls.js'

const lyingGopls = fileURLToPath(new URL('lying-gopls.js', import.meta.url))

const fromGopls = brokenFrames.map(
  ([name, what, bytes]): FaultRow => ({
    name: `gopls-${name}`,
    inject: `from a real gopls to an editor's session, instead of a hover: ${what}`,
    expected: { state: 'ready, healthy', event: 'session.replayed' },
    longestMs: 3_000,
    mostKills: 0,
    holds: 'the hover is answered by the same process over another connection; the editor notices nothing',
    skip: noGopls,
    run: async stage => {
      const liar = await wrapGopls(
        stage,
        'export REAL_GOPLS="$real" LIE_FILE="$0.lie"',
        `exec '${process.execPath}' '${lyingGopls}' "$@"`,
      )
      const lieFile = `${liar}.lie`
      const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls: liar })
      await writeFile(lieFile, name === 'cut' ? `${bytes}\0` : bytes)
      const tookMs = await hover()
      stage.check(!existsSync(lieFile), 'the lie was not told')
      const { event } = await daemon.eventWhen('session.replayed')
      const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
      await leave()
      return { state: describeState(instance), event, tookMs }
    },
  }),
)

const deadlyLies = [
  ['garbage', 'a stand-in that answers with bytes that are no frame'],
  ['flood-garbage', 'a stand-in that sends bytes without end and without the end of a header'],
] as const

const fromStandIn = deadlyLies.map(
  ([mode, inject]): FaultRow => ({
    name: `gopls-${mode}`,
    inject: `${inject}, from the first connection on (startupTimeout 5 s)`,
    expected: { state: 'ready, healthy', event: 'instance.terminating' },
    longestMs: 30_000,
    mostKills: 1,
    holds: 'it is replaced; the daemon never has more than 400 MB',
    skip: false,
    run: async stage => {
      const fake = installFakeGopls(stage, mode)
      const home = await makeHome(stage)
      const config = { probe: { ...quickLooks.probe, startupTimeout: '5s' } } as const
      const starting = startGuarded(stage, { home, gopls: fake.path, config })
      await waitFor('the first connection', 30_000, async () => {
        const log = await readFile(join(home, 'logs', 'gopls-1.log'), 'utf8').catch(() => '')
        return log.includes('connected') || undefined
      })
      const sinceMs = performance.now()
      fake.setMode('healthy')
      const daemon = await starting
      const { event } = await daemon.eventWhen('instance.terminating')
      const instance = await daemon.instanceWhen(each => each.generation === 2 && each.verdict === 'healthy')
      const tookMs = performance.now() - sinceMs
      const megabytes = await readMostMegabytes(daemon)
      stage.check(megabytes < 400, `the daemon had ${megabytes} MB`)
      return {
        state: describeState(instance),
        event,
        tookMs,
        facts: `the daemon had ${megabytes} MB at most`,
      }
    },
  }),
)

/** The most that the daemon ever had; where there is no /proc to tell, what it has now. */
async function readMostMegabytes(daemon: Guarded): Promise<number> {
  const own = await readFile(`/proc/${daemon.pid}/status`, 'utf8').catch(() => '')
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(own) ?? []
  if (kibibytes !== undefined) return Math.round((Number(kibibytes) * 1024) / 1e6)
  const [url = ''] = await daemon.stdout.until(/^http:\S+/)
  const text = await (await fetch(new URL('/metrics', url))).text()
  const [, bytes] = /^\w*process_resident_memory_bytes (\S+)/m.exec(text) ?? []
  return Math.round(Number(bytes) / 1e6)
}

export const lieRows: readonly FaultRow[] = [...fromGopls, ...fromStandIn]
