import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { ProcessRow } from '../../src/host/process-table.js'
import type { Printed } from '../../src/launchd/launchctl.js'
import type { PrintedJob } from '../../src/launchd/parse-print.js'
import { type WatchSurroundings, watchDaemon } from '../../src/launchd/watch-daemon.js'
import { watchStateFile } from '../../src/launchd/watch-state.js'
import { fakeProcessTable, processRow } from '../host/fake-process-table.js'

const silentJob: PrintedJob = {
  state: 'running',
  jobState: null,
  pid: 501,
  lastExit: null,
  runs: 1,
  path: null,
  program: null,
  arguments: [],
  pendedSpawn: null,
  spawnType: null,
  runIntervalSeconds: null,
}

/** A daemon that launchd runs as 501 and that never answers; each run of the watchdog comes a minute later. */
function setStage(t: Test, changes: Partial<WatchSurroundings> = {}) {
  const runFolder = t.testdir({})
  const stateFile = watchStateFile(runFolder)
  const lines: string[] = []
  const calls: string[] = []
  const stage = {
    job: { kind: 'loaded', job: silentJob } as Printed,
    rows: [processRow({ pid: 501, start: 'a' })] as ProcessRow[],
    nowMs: 0,
  }
  const surroundings: WatchSurroundings = {
    launchctl: {
      print: () => Promise.resolve(stage.job),
      kickstart: (label, options) => {
        calls.push(`kickstart ${options?.kill ? '-k ' : ''}${label}`)
        return Promise.resolve({ exitCode: 0, said: '' })
      },
    },
    table: fakeProcessTable(stage.rows),
    runFolder,
    nowWallMs: () => stage.nowMs,
    readWakeTimeMs: () => Promise.resolve(null),
    isAnswering: () => Promise.resolve(false),
    keepEvidence: pid => {
      calls.push(`evidence ${pid}`)
      return Promise.resolve({ ok: true, folder: '/logs/incidents/x' })
    },
    complain: line => lines.push(line),
    ...changes,
  }
  const run = () => {
    stage.nowMs += 60_000
    return watchDaemon(surroundings)
  }
  return { stage, run, lines, calls, stateFile }
}

t.test('three misses: evidence first, then another daemon, and a line for each', async t => {
  const { run, lines, calls, stateFile } = setStage(t)
  t.equal(await run(), true)
  t.equal(await run(), true)
  t.strictSame(calls, [])
  t.ok(existsSync(stateFile))
  t.equal(await run(), true)
  t.strictSame(calls, ['evidence 501', 'kickstart -k dev.gopls-guardian.agent'])
  t.notOk(existsSync(stateFile))
  t.strictSame(lines, [
    'the daemon, pid 501, does not answer: miss 1 of 3',
    'the daemon, pid 501, does not answer: miss 2 of 3',
    'the daemon, pid 501, does not answer: miss 3 of 3',
    'the daemon, pid 501, hung and was replaced; its evidence: /logs/incidents/x',
  ])
})

t.test('a slow answer is an answer, and ends the row', async t => {
  const answers = [false, false, true, false, false]
  const { run, lines, calls } = setStage(t, { isAnswering: () => Promise.resolve(answers.shift() ?? false) })
  for (let look = 0; look < 5; look++) t.equal(await run(), true)
  t.strictSame(calls, [])
  t.equal(lines.at(-1), 'the daemon, pid 501, does not answer: miss 2 of 3')
})

const nobody: Readonly<Record<string, Printed>> = {
  'that is not loaded': { kind: 'unknown-label' },
  'of which launchctl cannot tell': { kind: 'unreadable', answer: { exitCode: 112, said: '' } },
  'that does not run': { kind: 'loaded', job: { ...silentJob, state: 'not running', pid: null } },
  'that is being stopped': { kind: 'loaded', job: { ...silentJob, state: 'SIGTERMed' } },
  'that is being killed': { kind: 'loaded', job: { ...silentJob, state: 'SIGKILLed' } },
  'whose process is gone': { kind: 'loaded', job: { ...silentJob, pid: 777 } },
}
for (const [what, job] of Object.entries(nobody))
  t.test(`a daemon ${what} is left alone, and what was counted is forgotten`, async t => {
    const { stage, run, lines, calls, stateFile } = setStage(t)
    await run()
    await run()
    stage.job = job
    t.equal(await run(), true)
    t.strictSame(
      { calls, lines: lines.length, state: existsSync(stateFile) },
      { calls: [], lines: 2, state: false },
    )
  })

const meanwhile: Readonly<Record<string, (stage: ReturnType<typeof setStage>['stage']) => void>> = {
  'its process ended': stage => stage.rows.splice(0),
  'launchd started another': stage => stage.rows.splice(0, 1, processRow({ pid: 501, start: 'b' })),
  'its user stopped it': stage => {
    stage.job = { kind: 'unknown-label' }
  },
}
for (const [what, happen] of Object.entries(meanwhile))
  t.test(`nobody is killed where ${what} while evidence was kept`, async t => {
    const { stage, run, lines, calls } = setStage(t, {
      keepEvidence: () => {
        happen(stage)
        return Promise.resolve({ ok: true, folder: '/x' })
      },
    })
    for (let look = 0; look < 3; look++) await run()
    t.strictSame(calls, [])
    t.match(lines.at(-1), /left alone/)
  })

t.test('nor where launchd started another while the last question was open', async t => {
  let questions = 0
  const { stage, run, lines, calls } = setStage(t, {
    isAnswering: () => {
      questions += 1
      if (questions === 4) stage.rows.splice(0, 1, processRow({ pid: 501, start: 'b' }))
      return Promise.resolve(false)
    },
  })
  for (let look = 0; look < 3; look++) await run()
  t.strictSame(calls, ['evidence 501'])
  t.match(lines.at(-1), /left alone/)
})

t.test('nor where it answered meanwhile', async t => {
  const answers = [false, false, false, true]
  const { run, lines, calls } = setStage(t, { isAnswering: () => Promise.resolve(answers.shift() ?? false) })
  for (let look = 0; look < 3; look++) await run()
  t.strictSame(calls, ['evidence 501'])
  t.match(lines.at(-1), /left alone/)
})

const heldBack: PrintedJob = { ...silentJob, state: 'not running', pid: null, pendedSpawn: 'inefficient' }

t.test('a start that launchd holds back is demanded, without a kill', async t => {
  const { stage, run, lines, calls, stateFile } = setStage(t)
  await run()
  stage.job = { kind: 'loaded', job: heldBack }
  t.equal(await run(), true)
  t.strictSame(calls, ['kickstart dev.gopls-guardian.agent'])
  t.equal(lines.at(-1), 'launchd held the daemon back (inefficient): started')
  t.notOk(existsSync(stateFile))
})

t.test('where launchd does not heed the demand, that is told', async t => {
  const { run, lines } = setStage(t, {
    launchctl: {
      print: () => Promise.resolve({ kind: 'loaded', job: heldBack }),
      kickstart: () => Promise.resolve({ exitCode: 119, said: 'Service is disabled' }),
    },
  })
  t.equal(await run(), false)
  t.match(lines, [/held the daemon back .* kickstart failed: Service is disabled$/])
})

t.test('one that hangs after each of three replacements gets the next only after half an hour', async t => {
  const { run, lines, calls } = setStage(t)
  const replacements = () => calls.filter(call => call.startsWith('kickstart')).length
  for (let minute = 0; minute < 9; minute++) await run()
  t.equal(replacements(), 3)
  for (let minute = 0; minute < 29; minute++) t.equal(await run(), true)
  t.equal(replacements(), 3)
  t.match(lines, new Set([/hung 3 times in a row: not replaced again for 27 minutes/]))
  for (let minute = 0; minute < 3; minute++) await run()
  t.equal(replacements(), 4)
  t.equal(calls.length, 8, 'and evidence only with each')
})

t.test('without evidence it is replaced all the same', async t => {
  const { run, lines, calls } = setStage(t, {
    keepEvidence: () => Promise.resolve({ ok: false, message: 'the disk is full' }),
  })
  for (let look = 0; look < 3; look++) await run()
  t.strictSame(calls, ['kickstart -k dev.gopls-guardian.agent'])
  t.match(lines.slice(-2), [/could not be kept: the disk is full/, /was replaced$/])
})

t.test('a replacement that fails is told, and begins anew', async t => {
  const { stage, run, lines } = setStage(t, {
    launchctl: {
      print: () => Promise.resolve(stage.job),
      kickstart: () => Promise.resolve({ exitCode: 125, said: 'Domain does not support specified action' }),
    },
  })
  t.strictSame([await run(), await run(), await run(), await run()], [true, true, false, true])
  t.match(lines.slice(-2), [/kickstart failed: Domain does not/, /miss 1 of 3/])
})

t.test('where misses cannot be counted, that is told', async t => {
  const { run, lines } = setStage(t, { runFolder: join(t.testdir({}), 'missing') })
  await run()
  t.match(lines[0], /misses cannot be counted: .*ENOENT/)
})
