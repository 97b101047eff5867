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
  t.strictSame(first.history.read(0).events.map(kindOf), [
    [1, 'daemon.started'],
    [3, 'instance.ready'],
  ])
  first.close()
  // A reader may have been told of 4, 5 and more that were never written down.
  const second = await open(t, file)
  second.log.emit('daemon.started', {})
  const page = second.history.read(3)
  t.strictSame([page.events.map(kindOf), page.gap], [[[1_000_001, 'daemon.started']], undefined])
  second.close()
  const third = await open(t, file)
  third.log.emit('daemon.stopping', {})
  t.strictSame(third.history.read(0).events.map(kindOf), [
    [1, 'daemon.started'],
    [3, 'instance.ready'],
    [1_000_001, 'daemon.started'],
    [2_000_001, 'daemon.stopping'],
  ])
})

t.test('events that cannot be written are told in the history and as a trouble, until they can', async t => {
  const file = join(t.testdir({}), 'events.jsonl')
  mkdirSync(file)
  const { log, history, troubles } = await open(t, file)
  log.emit('daemon.started', {})
  await eventually(async () => (troubles.has('events-unwritable') ? true : undefined))
  t.match(history.read(0).events.at(-1)?.json, /"events\.unwritable","data":\{"detail":"Error: EISDIR/)
  rmSync(file, { recursive: true })
  await eventually(async () => (troubles.has('events-unwritable') ? undefined : true), 10_000)
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
