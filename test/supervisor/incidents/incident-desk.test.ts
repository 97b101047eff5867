import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { defaultSettings } from '../../../src/config/settings.js'
import { judge } from '../../../src/core/judge.js'
import { isIncidentId } from '../../../src/supervisor/incidents/incident.js'
import { hangingSession, readDump } from './hanging-session.js'
import { end, launch, openDesk } from './open-desk.js'

const of = { instance: '1', generation: 1 }

t.test('a crash is kept with its cause, its history and the end of stderr', async t => {
  const opened = openDesk(t)
  launch(opened)
  writeFileSync(
    opened.stderrPath,
    'listening\npanic: oh no\n\ngoroutine 1 [running]:\nmain.load()\n\t/x.go:1\n',
  )
  end(opened, { code: 2 })
  await opened.desk.close()
  const incident = await opened.read()
  t.match(incident, {
    cause: 'go-panic',
    line: 'gopls panicked in main.load: oh no',
    action: 'relaunched',
    pid: 42,
    count: 1,
    versions: { gopls: 'v0.23.0', go: 'go1.26' },
    verdict: null,
    before: [{ kind: 'instance.launched' }, { kind: 'instance.ready' }, { kind: 'instance.ended' }],
  })
  t.ok(isIncidentId(incident.id))
  t.match(readFileSync(join(opened.folder, incident.id, 'stderr.txt'), 'utf8'), /panic: oh no/)
  const report = readFileSync(join(opened.folder, incident.id, 'report.md'), 'utf8')
  t.match(report, /\*\*Likely cause:\*\* gopls panicked in main\.load: oh no\n/)
  await new Promise(setImmediate)
  t.match(opened.told.at(-1), { kind: 'incident.opened', instance: '1', data: { id: incident.id } })
})

t.test('of a gopls that is gone it is kept what was seen of it last', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.inquiry = { own: hangingSession().exhibit, sessions: [] }
  end(opened, { code: null, signal: 'SIGKILL' })
  await opened.desk.close()
  const incident = await opened.read()
  const { evidence, policy, verdict } = incident
  t.strictSame(evidence && policy && judge(evidence, policy), verdict)
  const read = (name: string): string => readFileSync(join(opened.folder, incident.id, name), 'utf8')
  t.match(read('processes.txt'), /42\t1\tsleeping\t100\t1000\tgopls serve/)
  t.match(read('report.md'), `Verdict at the last look: ${verdict?.verdict}`)
})

t.test('of one that took too much memory it is kept who held its heap', async t => {
  const opened = openDesk(t)
  launch(opened)
  const heapUsers = [{ place: 'types.NewScope', bytes: 3 * 2 ** 30 }]
  opened.inquiry = { own: { ...hangingSession().exhibit, heapUsers }, sessions: [] }
  opened.log.emit('instance.terminating', { reason: 'memory', because: '7 GiB' }, of)
  await opened.desk.close()
  const incident = await opened.read()
  t.match(incident, { heapUsers, line: /most was asked for by types\.NewScope$/ })
  const report = readFileSync(join(opened.folder, incident.id, 'report.md'), 'utf8')
  t.match(report, /\n## Who held the heap\n\n- `types\.NewScope`: 3072 MiB\n/)
})

t.test('an end that was decided on, by hand or for an upgrade, is no crash', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.log.emit('instance.terminating', { reason: 'manual', pid: 42 }, of)
  end(opened, { code: null, signal: 'SIGTERM' })
  await opened.desk.close()
  t.throws(() => opened.ids(), { code: 'ENOENT' })
})

t.test('an idle end is no incident, whoever tells of it', async t => {
  const opened = openDesk(t)
  launch(opened)
  writeFileSync(opened.stderrPath, 'gopls: timed out waiting for new connections\n')
  end(opened, { code: 2 })
  opened.log.emit('instance.ended', { end: 'idle', how: { kind: 'idle' } }, of)
  await opened.desk.close()
  t.throws(() => opened.ids(), { code: 'ENOENT' })
})

t.test('a hang is kept with its stacks, and its evidence gives the recorded verdict again', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.inquiry = { own: undefined, sessions: [hangingSession()] }
  opened.log.emit('session.reconnected', { session: 's1', reason: 'hover unanswered' }, of)
  await opened.desk.close()
  const incident = await opened.read()
  t.match(incident, { cause: 'blocked-in-system-call', action: 'reconnected', verdict: { verdict: 'hung' } })
  const { evidence, policy, verdict } = incident
  t.strictSame(evidence && policy && judge(evidence, policy), verdict)
  const read = (name: string): string => readFileSync(join(opened.folder, incident.id, name), 'utf8')
  t.equal(read('goroutines-1.txt'), readDump('blocked1'))
  t.equal(read('goroutines-2.txt'), readDump('blocked2'))
  t.match(read('goroutines-diff.txt'), /^\d+ goroutines are where they were\n/)
  t.match(read('processes.txt'), /42\t1\tsleeping\t100\t1000\tgopls serve/)
  const atLastLook = { unanswered: 2, oldestUnanswered: { method: 'textDocument/hover' } }
  t.match(JSON.parse(read('requests.json')), [{ session: 's1', verdict: 'hung', atLastLook }])
})

t.test('what came after is added, with the stacks that a SIGQUIT brought', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.log.emit('instance.terminating', { reason: 'hang', because: 'silent' }, of)
  await new Promise(setImmediate)
  writeFileSync(opened.stderrPath, 'SIGQUIT: quit\n')
  end(opened, { code: 2 })
  launch(opened, 2)
  await opened.desk.close()
  const incident = await opened.read()
  t.match(incident, { cause: 'never-answered', action: 'replaced', why: 'silent' })
  t.match(
    incident.after.map(({ kind }) => kind),
    ['instance.ended', 'instance.launched', 'instance.ready'],
  )
  t.match(readFileSync(join(opened.folder, incident.id, 'stderr.txt'), 'utf8'), 'SIGQUIT: quit')
})

t.test('the same again is counted on the first, until it is long ago', async t => {
  const opened = openDesk(t)
  for (let generation = 1; generation <= 100; generation += 1) {
    launch(opened, generation)
    end(opened, { code: 3 }, generation)
    opened.nowMs += 1_000
  }
  await opened.desk.close()
  t.match(await opened.read(), { count: 100, lastTime: '2026-08-01T10:01:39.000Z' })
  const kinds = opened.told.map(({ kind }) => kind).filter(kind => kind.startsWith('incident.'))
  t.equal(kinds.filter(kind => kind === 'incident.repeated').length, 99)
})

t.test('another cause, or the same after ten minutes, is another incident', async t => {
  const opened = openDesk(t)
  for (const [generation, how, afterMs] of [
    [1, { code: 3 }, 0],
    [2, { code: null, signal: 'SIGKILL' }, 1_000],
    [3, { code: 3 }, 601_000],
  ] as const) {
    opened.nowMs += afterMs
    launch(opened, generation)
    end(opened, how, generation)
  }
  await opened.desk.close()
  t.strictSame(
    opened.ids().map(id => id.slice(25)),
    ['exit-code-1', 'killed-1', 'exit-code-1'],
  )
})

t.test('of a dry run it is kept what would have been done', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.inquiry = { own: hangingSession().exhibit, sessions: [] }
  opened.log.emit('instance.would-replace', { reason: 'hang' }, of)
  await opened.desk.close()
  t.match(await opened.read(), { action: 'none', cause: 'blocked-in-system-call' })
})

const smaller: readonly (readonly [string, object, string, string])[] = [
  [
    'session.answered-for-editor',
    { session: 's1', method: 'workspace/configuration', ageMs: 20_000 },
    'blocked-on-client',
    'answered-for-editor',
  ],
  [
    'session.waiting-on-child',
    { session: 's1', command: 'go list', ageMs: 120_000 },
    'waiting-on-child',
    'told-editor',
  ],
  ['instance.terminating', { reason: 'memory', because: '7 GiB' }, 'memory', 'recycled'],
  ['instance.succession-begun', { reason: 'upgrade' }, 'upgrade', 'recycled'],
  ['breaker.opened', { streak: 5, cooldownMs: 1 }, 'given-up', 'given-up'],
]
for (const [kind, data, cause, action] of smaller)
  t.test(`${kind} is kept as ${cause}`, async t => {
    const opened = openDesk(t)
    launch(opened)
    opened.log.emit(kind as 'breaker.opened', { ...data }, of)
    await opened.desk.close()
    t.match(await opened.read(), { cause, action })
  })

t.test("no value of gopls's environment, and no word of a message, is kept", async t => {
  const { gopls } = defaultSettings
  const opened = openDesk(t, { gopls: { ...gopls, env: { GOSECRET: 'hunter2' } } })
  launch(opened)
  opened.log.emit('session.told-error', { session: 's1', code: 'other-error', message: 'func private()' }, of)
  end(opened, { code: 3 })
  await opened.desk.close()
  const { id } = await opened.read()
  for (const name of ['incident.json', 'report.md', 'requests.json'])
    t.notMatch(readFileSync(join(opened.folder, id, name), 'utf8'), /hunter2|private/)
  t.match((await opened.read()).configuration, { gopls: { env: ['GOSECRET'] } })
})

t.test('a folder that cannot be written is told of once it is tried, and forgotten when it can', async t => {
  const opened = openDesk(t)
  writeFileSync(opened.folder, 'a file in its place')
  launch(opened)
  end(opened, { code: 3 })
  await opened.toldWhen('incident.unwritable')
  t.match(opened.troubles, [/not a folder/])
  rmSync(opened.folder)
  launch(opened, 2)
  end(opened, { code: 3 }, 2)
  await opened.toldWhen('incident.opened')
  t.equal(opened.troubles.at(-1), undefined)
  t.match(await opened.read(), { generation: 2 })
})
