import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { acquireLock } from '../../src/host/lock.js'
import type { LockRecord } from '../../src/host/lock-files.js'
import type { ProcessTable } from '../../src/host/process-table.js'
import { fakeProcessTable, processRow } from './fake-process-table.js'

/** Four living processes, of which any may want the lock. */
const pids = [11, 12, 13, 14]
const table = fakeProcessTable(pids.map(pid => processRow({ pid, start: '100' })))
const [first, second, third] = [recordOf(11), recordOf(12), recordOf(13)]

function recordOf(pid: number): LockRecord {
  return { pid, start: '100', bootId: 'this boot', version: '1.0.0', startedAt: '2026-01-01T00:00:00Z' }
}

async function acquireOrThrow(folder: string, self: LockRecord) {
  const result = await acquireLock(folder, table, self)
  if (!result.ok) throw new Error(`${self.pid} did not get the lock`)
  return result.lock
}

/** A lock folder that holds these files, private as the lock makes it. */
function lockFolder(t: Tap, files: Readonly<Record<string, LockRecord | string>> = {}): string {
  const folder = join(t.testdir({}), 'lock')
  mkdirSync(folder, { mode: 0o700 })
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  return folder
}
type Tap = Pick<typeof t, 'testdir'>

t.test('the first gets the lock, the second is told who has it', async t => {
  const folder = lockFolder(t)
  await acquireOrThrow(folder, first)
  t.strictSame(await acquireLock(folder, table, second), { ok: false, reason: 'held', holder: first })
  t.strictSame(readdirSync(folder), ['1.json'])
})

t.test('a released lock is free, and releasing it again hurts nobody', async t => {
  const folder = lockFolder(t)
  const lock = await acquireOrThrow(folder, first)
  await lock.release()
  t.strictSame(readdirSync(folder), [])
  await acquireOrThrow(folder, second)
  await lock.release()
  t.match(await acquireLock(folder, table, third), { ok: false, holder: second })
})

t.test('a release leaves alone what came to stand in the place of its record', async t => {
  const folder = lockFolder(t)
  const lock = await acquireOrThrow(folder, first)
  writeFileSync(join(folder, '1.json'), JSON.stringify(second))
  await lock.release()
  t.match(await acquireLock(folder, table, third), { ok: false, holder: second })
})

t.test('a process may take its own lock anew', async t => {
  const folder = lockFolder(t)
  await acquireOrThrow(folder, first)
  await acquireOrThrow(folder, first)
  t.match(await acquireLock(folder, table, second), { ok: false, holder: first })
})

const stale = [
  { name: 'of a process that is gone', content: recordOf(99) },
  { name: 'of a recycled pid', content: { ...second, start: '90' } },
  { name: 'of an earlier boot', content: { ...second, bootId: 'earlier boot' } },
  { name: 'that is damaged', content: '{"pid": 12, "star' },
  { name: 'that is empty', content: '' },
  { name: 'without a version', content: JSON.stringify({ pid: 12, start: '100', bootId: 'this boot' }) },
  { name: 'with a pid that is no number', content: JSON.stringify({ ...second, pid: '12' }) },
  { name: 'that holds no object', content: 'null' },
  { name: 'that is far too large', content: JSON.stringify({ ...second, version: 'v'.repeat(5000) }) },
]

for (const { name, content } of stale) {
  t.test(`a record ${name} is stolen and removed`, async t => {
    const folder = lockFolder(t, { '7.json': content })
    await acquireOrThrow(folder, first)
    t.strictSame(readdirSync(folder), ['8.json'])
  })
}

t.test('a record that others can write counts for nothing', async t => {
  const folder = lockFolder(t, { '7.json': second })
  chmodSync(join(folder, '7.json'), 0o666)
  await acquireOrThrow(folder, first)
})

t.test('a record that cannot be read holds the lock: not seeing is no proof of death', async t => {
  const folder = lockFolder(t, { '7.json': second })
  const blind: ProcessTable = { ...table, readProcess: () => Promise.reject(new Error('EMFILE')) }
  t.match(await acquireLock(folder, blind, first), { ok: false, reason: 'unusable', message: /EMFILE/ })
  t.strictSame(readdirSync(folder), ['7.json'])
})

t.test('left-over temporary files are removed with their writers gone, others stay', async t => {
  const folder = lockFolder(t, {
    'a.tmp': recordOf(99),
    'b.tmp': '{"pi',
    'c.tmp': second,
    'notes.txt': 'not ours',
  })
  await acquireOrThrow(folder, first)
  t.strictSame(readdirSync(folder).sort(), ['1.json', 'c.tmp', 'notes.txt'])
})

t.test('something that cannot be removed does not keep the lock from anyone', async t => {
  const folder = lockFolder(t)
  mkdirSync(join(folder, '3.json'))
  await acquireOrThrow(folder, first)
  t.strictSame(readdirSync(folder).sort(), ['3.json', '4.json'])
})

t.test('a folder that cannot be had makes the lock unusable', async t => {
  const file = join(t.testdir({ file: '' }), 'file')
  t.match(await acquireLock(file, table, first), { ok: false, reason: 'unusable', message: /not a folder/ })
})

/** What may happen while a contender has seen `5.json` dead and has not yet put down its own record, 6. */
const meanwhile = [
  {
    name: 'a holder with a higher number',
    happens: async (folder: string) => {
      await acquireOrThrow(folder, second)
      writeFileSync(join(folder, '6.json'), JSON.stringify(recordOf(99)))
      await acquireOrThrow(folder, third)
    },
    holderFile: '7.json',
  },
  {
    name: 'a holder with a lower number',
    happens: async (folder: string) => {
      const lock = await acquireOrThrow(folder, second)
      await lock.release()
      await acquireOrThrow(folder, third)
    },
    holderFile: '1.json',
  },
]

for (const { name, happens, holderFile } of meanwhile) {
  t.test(`a contender with an old view gives way to ${name}`, async t => {
    const folder = lockFolder(t, { '5.json': recordOf(99) })
    const happened: Promise<void>[] = []
    const slowTable: ProcessTable = {
      ...table,
      readProcess: async pid => {
        if (happened.length === 0) happened.push(happens(folder))
        await happened[0]
        return table.readProcess(pid)
      },
    }
    t.strictSame(await acquireLock(folder, slowTable, first), { ok: false, reason: 'held', holder: third })
    t.strictSame(readdirSync(folder), [holderFile])
  })
}
