import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { LogFile } from '../../src/logs/log-file.js'
import { mountTmpfs, tmpfsMissing } from './mount-tmpfs.js'

t.test('a line is on disk when the call returns', async t => {
  const { file, path } = open(t)
  file.write('one\n')
  t.equal(readFileSync(path, 'utf8'), 'one\n')
  t.equal(file.trouble, undefined)
})

t.test('a line does not go on where a killed daemon left half of one', async t => {
  const path = join(t.testdir({ 'guardian.log': 'one\nha' }), 'guardian.log')
  new LogFile(path).write('two\n')
  t.equal(readFileSync(path, 'utf8'), 'one\nha\ntwo\n')
})

t.test('while a folder is in its place lines wait, and are written in order once it is gone', async t => {
  const path = join(t.testdir({ 'guardian.log': {} }), 'guardian.log')
  const file = new LogFile(path)
  file.write('one\n')
  file.check()
  t.match(file.trouble, /EISDIR/)
  rmSync(path, { recursive: true })
  file.write('two\n')
  file.check()
  file.write('three\n')
  t.equal(readFileSync(path, 'utf8'), 'one\ntwo\nthree\n')
  t.equal(file.trouble, undefined)
  t.equal(file.takeLostLines(), 0)
})

t.test(
  'when its folder is removed it is made again, and what went into the removed file is counted',
  async t => {
    const { file, path } = open(t)
    file.write('seen\n')
    file.check()
    rmSync(join(path, '..'), { recursive: true })
    file.write('lost\n')
    file.write('lost\n')
    file.check()
    file.write('kept\n')
    t.equal(readFileSync(path, 'utf8'), 'kept\n')
    t.strictSame([file.takeLostLines(), file.takeLostLines()], [2, 0])
  },
)

t.test('when the parent of its folder is removed too, both are made again, for us alone', async t => {
  const { file, path } = open(t, 'state/logs')
  const parent = join(path, '..', '..')
  rmSync(parent, { recursive: true })
  file.check()
  file.write('kept\n')
  t.equal(readFileSync(path, 'utf8'), 'kept\n')
  for (const folder of [parent, join(parent, 'logs')]) t.equal(statSync(folder).mode & 0o777, 0o700)
})

t.test('while a file is in the place of its folder lines wait', async t => {
  const { file, path } = open(t)
  const folder = join(path, '..')
  renameSync(folder, `${folder}-moved`)
  writeFileSync(folder, '')
  file.check()
  t.match(file.trouble, /ENOTDIR/)
  file.write('one\n')
  rmSync(folder)
  file.check()
  t.equal(readFileSync(path, 'utf8'), 'one\n')
  t.equal(file.takeLostLines(), 0)
})

t.test('a file that somebody moved away is followed by a new one, and nothing counts as lost', async t => {
  const { file, path } = open(t)
  file.write('one\n')
  renameSync(path, `${path}.old`)
  file.write('two\n')
  file.check()
  file.write('three\n')
  t.equal(readFileSync(`${path}.old`, 'utf8') + readFileSync(path, 'utf8'), 'one\ntwo\nthree\n')
  t.equal(file.takeLostLines(), 0)
})

t.test(
  'what cannot be written for long is bounded in memory, and counted',
  {
    skip: existsSync('/dev/full') ? false : 'needs /dev/full',
  },
  async t => {
    const file = new LogFile('/dev/full')
    const before = process.memoryUsage().rss
    const line = `${'x'.repeat(1_023)}\n`
    for (let count = 0; count < 50_000; count += 1) file.write(line)
    file.check()
    t.match(file.trouble, /ENOSPC/)
    t.ok(process.memoryUsage().rss - before < 40_000_000)
    t.equal(file.takeLostLines(), 0, 'not told while it is not over')
  },
)

t.test('on a full disk each line is written once and whole, or counted', { skip: tmpfsMissing }, async t => {
  const folder = mountTmpfs(t, '2m')
  const path = join(folder, 'guardian.log')
  const file = new LogFile(path)
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(2 * 1024 ** 2 - 64 * 1024))
  for (let number = 0; number < 5_000; number += 1) file.write(`line ${number} ${'x'.repeat(90)}\n`)
  t.match(file.trouble, /ENOSPC/)
  t.match(readFileSync(path, 'utf8'), /\n$/, 'no half line')
  rmSync(join(folder, 'ballast'))
  file.check()
  file.write('last\n')
  const numbers =
    readFileSync(path, 'utf8')
      .match(/(?<=^line )\d+/gm)
      ?.map(Number) ?? []
  t.strictSame(numbers, [...numbers.keys()])
  t.equal(numbers.length + file.takeLostLines(), 5_000)
  t.match(readFileSync(path, 'utf8'), /\nlast\n$/)
})

t.test('on a file system that is read-only lines wait until it is not', { skip: tmpfsMissing }, async t => {
  const folder = mountTmpfs(t, '2m')
  remount(folder, 'ro')
  const path = join(folder, 'guardian.log')
  const file = new LogFile(path)
  file.write('one\n')
  file.check()
  t.match(file.trouble, /EROFS/)
  remount(folder, 'rw')
  file.check()
  t.equal(file.trouble, undefined)
  t.equal(readFileSync(path, 'utf8'), 'one\n')
  file.close()
})

function open(t: Test, folder = 'logs'): { readonly file: LogFile; readonly path: string } {
  const path = join(t.testdir({}), folder, 'guardian.log')
  mkdirSync(join(path, '..'), { recursive: true })
  return { file: new LogFile(path), path }
}

function remount(folder: string, mode: 'ro' | 'rw'): void {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${mode}`, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
