import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { formatRecord, type InstanceRecord } from '../../src/supervisor/instance-record.js'
import { RecordStore } from '../../src/supervisor/record-store.js'
import { fillDisk, mountTmpfs, tmpfsMissing } from '../logs/mount-tmpfs.js'
import { sampleRecord } from './sample-record.js'

const sample = sampleRecord({ pid: 4711, start: '123', bootId: 'this boot' })
const text = formatRecord(sample)

t.test('what was saved is on disk at once, private, and loaded again', async t => {
  const { store, folder, troubles } = open(t)
  store.save(sample)
  store.save({ ...sample, id: 'two' })
  t.equal(statSync(join(folder, '1.json')).mode & 0o777, 0o600)
  t.strictSame(await load(store), [sample, { ...sample, id: 'two' }])
  t.strictSame(troubles, [])
})

t.test('of one slot only the latest state is kept; a removed one is gone', async t => {
  const { store, folder } = open(t)
  const later = { ...sample, state: { ...sample.state, generation: 4 } }
  store.save(sample)
  store.save(later)
  t.strictSame(await load(store), [later])
  store.remove('1')
  store.remove('1')
  t.strictSame(await load(store), [])
  t.strictSame(readdirSync(folder), [])
})

t.test('what could not be written is written as soon as that is possible, unless it was removed', async t => {
  const { store, folder, troubles } = open(t)
  rmdirSync(folder)
  writeFileSync(folder, '')
  for (const id of ['1', 'two', 'three']) store.save({ ...sample, id })
  store.retry()
  t.equal(troubles.length, 1)
  rmSync(folder)
  mkdirSync(folder)
  store.remove('two')
  store.retry()
  t.strictSame(await load(store), [sample, { ...sample, id: 'three' }])
  t.equal(troubles.at(-1), undefined)
})

t.test('a folder that is not there holds nothing', async t => {
  const store = new RecordStore({ ...ignored, folder: join(t.testdir({}), 'missing') })
  t.strictSame(await load(store), [])
})

const distrusted: readonly {
  readonly name: string
  readonly put: (file: string) => void
  readonly reason: string | RegExp
  readonly skip?: string | false
}[] = [
  { name: 'damaged', put: file => writeFileSync(file, text.slice(0, 50)), reason: 'not JSON' },
  { name: 'of another shape', put: file => writeFileSync(file, '{}'), reason: /required property/ },
  {
    name: 'of an earlier boot',
    put: file => write(file, { bootId: 'earlier' }),
    reason: 'of an earlier boot',
  },
  {
    name: "another slot's",
    put: file => write(file, { id: '2' }),
    reason: 'it says that it is of instance 2',
  },
  { name: 'too large', put: file => writeFileSync(file, ' '.repeat(64 * 1024 + 1)), reason: 'too-large' },
  { name: 'a folder', put: file => mkdirSync(file), reason: 'not-a-file' },
  {
    name: 'writable by others',
    put: file => {
      writeFileSync(file, text)
      chmodSync(file, 0o606)
    },
    reason: 'writable-by-others',
  },
  {
    name: "another user's",
    put: file => {
      writeFileSync(file, text)
      chownSync(file, 12_345, 12_345)
    },
    reason: 'owned-by-another',
    skip: process.geteuid?.() !== 0 && 'only root can give a file away',
  },
  {
    name: 'a symbolic link',
    put: file => {
      writeFileSync(`${file}.real`, text)
      symlinkSync(`${file}.real`, file)
    },
    reason: 'symlink',
  },
]
for (const { name, put, reason, skip = false } of distrusted)
  t.test(`a record that is ${name} is set aside, and not believed`, { skip }, async t => {
    const { store, folder, setAside } = open(t)
    put(join(folder, '1.json'))
    store.save({ ...sample, id: 'good' })
    t.match(await load(store), [{ id: 'good' }])
    t.equal(setAside.length, 1)
    t.match(setAside[0]?.reason, reason)
    t.equal(existsSync(join(folder, '1.json')), false)
    t.ok(setAside[0]?.file.startsWith(join(folder, 'set-aside')))
    t.strictSame(await load(store), [{ ...sample, id: 'good' }])
    t.equal(setAside.length, 1, 'once')
  })

t.test('files of other names are left alone', async t => {
  const { store, folder, setAside } = open(t)
  for (const name of ['1.json.4711', 'README', 'UPPER.json', `${'x'.repeat(33)}.json`])
    writeFileSync(join(folder, name), 'anything')
  t.strictSame(await load(store), [])
  t.strictSame(setAside, [])
  t.equal(readdirSync(folder).length, 4)
})

t.test('of what was set aside only the newest twenty are kept', async t => {
  const { store, folder } = open(t)
  for (let count = 0; count < 25; count += 1) {
    store.save(sample)
    await store.setAside('1', 'for the test')
  }
  const names = readdirSync(join(folder, 'set-aside'))
  t.equal(names.length, 20)
  t.equal(readFileSync(join(folder, 'set-aside', names[0] ?? ''), 'utf8'), text, 'with its content')
})

t.test('trouble is told once, and taken back by the next write that works', async t => {
  const { store, folder, troubles } = open(t)
  rmdirSync(folder)
  store.save(sample)
  store.save(sample)
  t.match(troubles, [/ENOENT/])
  mkdirSync(folder)
  store.save(sample)
  store.save(sample)
  t.match(troubles, [/ENOENT/, undefined])
})

t.test(
  'on a full disk the old record stands, whole, until there is room again',
  { skip: tmpfsMissing },
  async t => {
    const folder = mountTmpfs(t, '2m')
    const troubles: (string | undefined)[] = []
    const store = new RecordStore({ ...ignored, folder, onTrouble: detail => troubles.push(detail) })
    const later = { ...sample, state: { ...sample.state, generation: 4 } }
    store.save(sample)
    const ballast = fillDisk(folder)
    store.save(later)
    store.save({ ...sample, id: 'two' })
    t.match(troubles, [/ENOSPC/])
    t.strictSame(await load(store), [sample])
    t.strictSame(readdirSync(folder).sort(), ['1.json', 'ballast'], 'nothing half written is left')
    rmSync(ballast)
    store.save(later)
    t.strictSame(await load(store), [later])
    t.equal(troubles.at(-1), undefined)
  },
)

t.test('a record that cannot be set aside is trouble, too, until a write works', async t => {
  const { store, folder, troubles, setAside } = open(t)
  writeFileSync(join(folder, 'set-aside'), 'a file in the way')
  writeFileSync(join(folder, '1.json'), 'damaged')
  t.strictSame(await load(store), [])
  t.strictSame(setAside, [])
  t.match(troubles, [/^cannot set .*1\.json aside: /])
  store.save(sample)
  t.match(troubles, [/^cannot set/, undefined])
})

t.test('a record that cannot be removed is told', async t => {
  const { store, folder, troubles } = open(t)
  mkdirSync(join(folder, '1.json'))
  store.remove('1')
  t.match(troubles, [/^cannot remove .*1\.json: /])
})

const ignored = {
  wallMs: () => 0,
  onSetAside: () => undefined,
  onTrouble: () => undefined,
}

interface Opened {
  readonly store: RecordStore
  readonly folder: string
  readonly setAside: { readonly file: string; readonly reason: string }[]
  readonly troubles: (string | undefined)[]
}

function open(t: Test): Opened {
  const folder = join(t.testdir({}), 'instances')
  mkdirSync(folder)
  const setAside: { readonly file: string; readonly reason: string }[] = []
  const troubles: (string | undefined)[] = []
  let wallMs = 1_000
  const store = new RecordStore({
    folder,
    wallMs: () => wallMs++,
    onSetAside: (file, reason) => setAside.push({ file, reason }),
    onTrouble: detail => troubles.push(detail),
  })
  return { store, folder, setAside, troubles }
}

function write(file: string, change: object): void {
  writeFileSync(file, JSON.stringify({ ...sample, ...change }))
}

/** Every record of this boot. */
async function load(store: RecordStore): Promise<readonly InstanceRecord[]> {
  const records = await Promise.all(store.ids().map(id => store.read(id, 'this boot')))
  return records.filter(record => record !== undefined)
}
