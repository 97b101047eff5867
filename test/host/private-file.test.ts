import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { readPrivateFile, writePrivateFile } from '../../src/host/private-file.js'

const capBytes = 64
const asRoot = { skip: process.geteuid?.() !== 0 && 'only root can give files away' }

t.test('what was written is read back', async t => {
  const file = join(t.testdir({}), 'token')
  for (const text of ['first', 'zweite Fassung: größer', '']) {
    t.strictSame(writePrivateFile(file, text), { ok: true })
    t.strictSame(await readPrivateFile(file, capBytes), { ok: true, text })
  }
})

t.test('a written file is private, also when it replaces an open one', async t => {
  const folder = t.testdir({ token: 'old' })
  const file = join(folder, 'token')
  chmodSync(file, 0o666)
  writePrivateFile(file, 'new')
  t.equal(lstatSync(file).mode & 0o777, 0o600)
  t.strictSame(readdirSync(folder), ['token'])
})

t.test('a file that cannot be written is told, and what was there stays', async t => {
  const folder = t.testdir({ token: 'old' })
  t.match(writePrivateFile(join(folder, 'token', 'deeper'), 'new'), { ok: false, message: /ENOTDIR/ })
  t.match(writePrivateFile(join(folder, 'missing', 'token'), 'new'), { ok: false, message: /ENOENT/ })
  t.equal(readFileSync(join(folder, 'token'), 'utf8'), 'old')
})

t.test('a file of exactly the cap is read, one byte more is too large', async t => {
  const folder = t.testdir({ fits: 'x'.repeat(capBytes), tooLarge: 'x'.repeat(capBytes + 1) })
  t.match(await readPrivateFile(join(folder, 'fits'), capBytes), { ok: true })
  t.strictSame(await readPrivateFile(join(folder, 'tooLarge'), capBytes), { ok: false, reason: 'too-large' })
})

t.test('a missing file is missing', async t => {
  t.strictSame(await readPrivateFile(join(t.testdir({}), 'token'), capBytes), {
    ok: false,
    reason: 'missing',
  })
})

t.test('a path through a file is unreadable', async t => {
  const file = join(t.testdir({ token: '' }), 'token', 'deeper')
  t.strictSame(await readPrivateFile(file, capBytes), { ok: false, reason: 'unreadable' })
})

t.test('a symbolic link is not followed', async t => {
  const folder = t.testdir({ target: 'secret' })
  symlinkSync('target', join(folder, 'token'))
  t.strictSame(await readPrivateFile(join(folder, 'token'), capBytes), { ok: false, reason: 'symlink' })
})

for (const [mode, readable] of [
  [0o600, true],
  [0o644, true],
  [0o620, false],
  [0o602, false],
] as const) {
  t.test(`a file with mode ${mode.toString(8)} is ${readable ? '' : 'not '}trusted`, async t => {
    const file = join(t.testdir({ token: 'x' }), 'token')
    chmodSync(file, mode)
    t.strictSame(
      await readPrivateFile(file, capBytes),
      readable ? { ok: true, text: 'x' } : { ok: false, reason: 'writable-by-others' },
    )
  })
}

t.test("a file of another user's is not trusted", asRoot, async t => {
  const file = join(t.testdir({ token: 'x' }), 'token')
  chownSync(file, 54_321, 54_321)
  t.strictSame(await readPrivateFile(file, capBytes), { ok: false, reason: 'owned-by-another' })
})

t.test('what is no file is refused without waiting', async t => {
  const folder = t.testdir({ folder: {} })
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const server = createServer().listen(join(folder, 's'))
  await once(server, 'listening')
  t.teardown(() => server.close())
  for (const name of ['folder', 'pipe', 's'])
    t.strictSame(
      await readPrivateFile(join(folder, name), capBytes),
      { ok: false, reason: 'not-a-file' },
      name,
    )
})
