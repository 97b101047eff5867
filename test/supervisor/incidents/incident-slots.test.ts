import { writeFileSync } from 'node:fs'
import t from 'tap'
import { readIncident } from '../../../src/supervisor/incidents/incident-list.js'
import { end, launch, openDesk } from './open-desk.js'

const of = { instance: '1', generation: 1 }

t.test('a crash in another slot that got the same id is another story', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.log.emit('instance.terminating', { reason: 'manual', pid: 42 }, of)
  end(opened, { code: null, signal: 'SIGTERM' })
  opened.nowMs += 1_000
  opened.log.emit('instance.launched', { reason: 'start', pid: 43, stderrFromByte: 0 }, of)
  end(opened, { code: 3 })
  opened.nowMs += 1_000
  launch(opened)
  end(opened, { code: 3 })
  await opened.desk.close()
  const incidents = await Promise.all(opened.ids().map(id => readIncident(opened.folder, id)))
  t.match(incidents, [
    {
      cause: 'exit-code',
      pid: 43,
      count: 1,
      before: [{ kind: 'instance.launched' }, { kind: 'instance.ended' }],
      after: [],
    },
    { cause: 'exit-code', pid: 42, count: 1 },
  ])
  t.equal(incidents[0]?.before.length, 2, 'nothing of the slot before')
  t.strictSame(incidents[0]?.after, [], 'nor of the one after')
})

const adoptions: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['its own words', { stderrFromByte: 0 }, 'go-panic'],
  ['nothing that an earlier generation wrote', { stderrFromByte: earlierWords().length }, 'end-unseen'],
  ['no words of which nobody knows whose they are', {}, 'end-unseen'],
]
for (const [whose, begins, cause] of adoptions)
  t.test(`a gopls that was taken over is judged by ${whose}: ${cause}`, async t => {
    const opened = openDesk(t)
    writeFileSync(opened.stderrPath, earlierWords())
    opened.log.emit('instance.adopted', { pid: 42, version: 'v0.23.0', ...begins }, of)
    opened.log.emit('instance.ended', { end: 'gone', how: { kind: 'unobserved' }, streak: 1 }, of)
    await opened.desk.close()
    t.match(await opened.read(), { cause })
  })

t.test('one that does not even go by SIGKILL is an incident, though it was we who ended it', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.log.emit('instance.terminating', { reason: 'manual', pid: 42 }, of)
  opened.log.emit('instance.ended', { end: 'unkillable', how: { kind: 'unkillable' }, streak: 1 }, of)
  await opened.desk.close()
  t.match(await opened.read(), { cause: 'unkillable' })
})

function earlierWords(): string {
  return 'panic: long ago\n\ngoroutine 1 [running]:\nmain.load()\n\t/x.go:1\n'
}
