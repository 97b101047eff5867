import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import { addObservation, type ConversationView, noEvidence } from '../../src/core/evidence.js'
import { judge } from '../../src/core/judge.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { viewProcess } from '../../src/supervisor/view-process.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { openEditor } from '../real/open-editor.js'
import { findRealGopls } from '../real/real-gopls.js'
import { readAction, readOutcome } from './outcome.js'
import { isLong, type Row } from './row.js'
import { watchDaemon } from './watched-daemon.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''

const busyComputer: Row = {
  situation: 'real gopls beside 8 busy processes',
  skip,
  expected: { verdict: 'healthy', action: 'none' },
  run: async t => {
    const seconds = isLong ? 60 : 8
    const daemon = await watchDaemon(t, { gopls, config: { probe: { timeout: '2s' } } })
    const { pid } = await daemon.ready()
    for (let count = 0; count < 8; count += 1) burn(t)
    await daemon.watchFor(seconds * 1_000)
    t.match((await daemon.statusWhen(() => true)).instances, [{ pid, generation: 1 }])
    const events = await daemon.events()
    const tookMs = events.flatMap(({ event, tookMs }) => (event === 'probe.answered' ? Number(tookMs) : []))
    const facts = `${seconds} s, ${tookMs.length} answers, the slowest in ${Math.max(...tookMs).toFixed(0)} ms`
    return { ...readOutcome(events), facts }
  },
}

/** Its end is waited for: nothing may compete with the next row. */
function burn(t: Test): void {
  const env = { ...process.env, NODE_OPTIONS: '' }
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore', env })
  t.teardown(
    () =>
      new Promise<void>(resolve => {
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  )
}

const sleepingGo: Row = {
  situation: 'real gopls, a session waits for a `go list` that sleeps',
  skip,
  expected: { verdict: 'waiting-on-child', action: 'none' },
  run: async t => {
    const environment = { PATH: `${await installSleepingGo(t)}:${process.env['PATH'] ?? ''}` }
    const daemon = await watchDaemon(t, { gopls, environment })
    const { pid, socket } = await daemon.ready()
    const editor = await openEditor(t, socket)
    const askedAtMs = performance.now()
    editor.hover().catch(() => undefined)
    await daemon.watchFor(6_000)

    const { instances } = await daemon.statusWhen(() => true)
    t.match(instances, [{ pid, generation: 1, verdict: 'healthy', sessionCount: 1 }])
    const table = await openProcessTable(process.platform)
    const view = viewProcess(await table.readGroups([pid]), pid)
    t.match(view.children, [{ command: /go list/ }], 'the child is seen')
    const look = (ageMs: number) => ({
      atMs: ageMs,
      observer: 'fit' as const,
      process: view,
      conversation: { ...fresh, pending: { method: 'textDocument/hover', ageMs } },
    })
    const ageMs = performance.now() - askedAtMs
    const evidence = addObservation(addObservation(noEvidence, look(ageMs - 1_000)), look(ageMs))
    const { hang, probe } = defaultSettings
    const { verdict, reason } = judge(evidence, { hang, failures: probe.failures, idleConfirms: true })
    return { verdict, action: readAction(await daemon.events()), facts: reason }
  },
}

const fresh: ConversationView = {
  pending: null,
  lastAnswerAgeMs: null,
  progressAgeMs: null,
  awaitsClient: null,
  usualMs: null,
}

/** A folder with a `go` that never ends when it is to list packages; else it is the real one. */
async function installSleepingGo(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sleeping-go-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const path = process.env['PATH'] ?? ''
  const script = `#!/bin/sh\n[ "$1" = list ] && sleep 600\nPATH='${path}' exec go "$@"\n`
  await writeFile(join(folder, 'go'), script, { mode: 0o755 })
  return folder
}

const spinningAndAnswering: Row = {
  situation: 'stand-in that spins and answers',
  skip: false,
  expected: { verdict: 'healthy', action: 'none' },
  run: async t => {
    const daemon = await watchDaemon(t, {
      gopls: installFakeGopls(t, 'spin-answering').path,
      config: { probe: { timeout: '500ms' }, hang: { floor: '500ms', spinFactor: 4 } },
    })
    await daemon.ready()
    await daemon.watchFor(5_000)
    const { instances } = await daemon.statusWhen(({ instances }) => (instances[0]?.cpuSeconds ?? 0) > 2)
    const cpuSeconds = instances[0]?.cpuSeconds ?? 0
    return { ...readOutcome(await daemon.events()), facts: `${cpuSeconds} s of CPU, long fuse 2 s` }
  },
}

export const workRows: readonly Row[] = [busyComputer, sleepingGo, spinningAndAnswering]
