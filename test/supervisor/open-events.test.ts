import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readEventFile } from '../../src/supervisor/event-file.js'
import type { EventLine } from '../../src/supervisor/event-line.js'
import { openEvents } from '../../src/supervisor/open-events.js'
import { Troubles } from '../../src/supervisor/troubles.js'
import { eventually } from '../host/eventually.js'

t.test('the next daemon has what the one before told of, and higher numbers', async t => {
  const file = join(t.testdir({}), 'events.jsonl')
  const first = await open(t, file)
  first.log.emit('daemon.started', {})
  first.log.emit('probe.answered', {})
  first.log.emit('instance.ready', {}, { instance: '1', generation: 2 })
  const page = first.history.read(0)
  const seq = page.events[0]?.seq ?? Number.NaN
  const ofFirst = [
    [seq, 'daemon.started'],
    [seq + 2, 'instance.ready'],
  ]
  t.strictSame([page.events.map(kindOf), page.gap], [ofFirst, undefined])
  t.ok(Number.isSafeInteger(seq))
  first.close()
  // A reader may have been told of more that was never written down.
  const million = (count: number): number => (Math.floor(seq / 1e6) + count) * 1e6
  const second = await open(t, file)
  second.log.emit('daemon.started', {})
  const next = second.history.read(seq + 2)
  t.strictSame([next.events.map(kindOf), next.gap], [[[million(1) + 1, 'daemon.started']], undefined])
  second.close()
  const third = await open(t, file)
  third.log.emit('daemon.stopping', {})
  t.strictSame(third.history.read(0).events.map(kindOf), [
    ...ofFirst,
    [million(1) + 1, 'daemon.started'],
    [million(2) + 1, 'daemon.stopping'],
  ])
})

t.test('where the events were lost no number is used again, and whoever has an old one is told', async t => {
  const file = join(t.testdir({}), 'events.jsonl')
  const first = await open(t, file)
  first.log.emit('daemon.started', {})
  first.close()
  rmSync(file)
  const told = first.history.lastSeq
  const toldAtMs = Date.now()
  await eventually(async () => Date.now() > toldAtMs || undefined)
  const second = await open(t, file)
  second.log.emit('daemon.started', {})
  t.ok(second.history.lastSeq > told)
  t.strictSame(second.history.read(told).gap, { from: second.history.lastSeq })
})

t.test('events that cannot be written are told in the history and as a trouble, until they can', async t => {
  const file = join(t.testdir({}), 'events.jsonl')
  mkdirSync(file)
  const { log, history, troubles } = await open(t, file)
  log.emit('daemon.started', {})
  await eventually(async () => (troubles.has('events-unwritable') ? true : undefined))
  t.match(history.read(0).events.at(-1)?.json, /"events\.unwritable","data":\{"detail":"Error: EISDIR/)
  rmSync(file, { recursive: true })
  await eventually(async () => (troubles.has('events-unwritable') ? undefined : true))
  t.match(history.read(0).events.at(-1)?.json, /"events\.written-again","data":\{"lostEvents":0\}/)
})

async function open(t: Test, eventsFile: string) {
  const troubles = new Troubles()
  const events = openEvents({ paths: { eventsFile }, keptEvents: await readEventFile(eventsFile), troubles })
  t.teardown(() => events.close())
  return { ...events, troubles }
}

function kindOf({ seq, json }: EventLine): readonly [number, string] {
  return [seq, (JSON.parse(json) as { readonly kind: string }).kind]
}
