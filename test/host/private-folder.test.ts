import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ensurePrivateFolder } from '../../src/host/private-folder.js'

const stranger = 54_321
const asRoot = { skip: process.geteuid?.() !== 0 && 'only root can give files away' }

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777
}

t.test('a missing folder is made with its parents, all of them private', async t => {
  const folder = join(t.testdir({}), 'state', 'run')
  t.strictSame(await ensurePrivateFolder(folder), { ok: true })
  t.equal(modeOf(folder), 0o700)
  t.equal(modeOf(join(folder, '..')), 0o700)
})

for (const mode of [0o700, 0o755, 0o777, 0o500]) {
  t.test(`a folder of ours with mode ${mode.toString(8)} becomes private`, async t => {
    const folder = join(t.testdir({ run: {} }), 'run')
    chmodSync(folder, mode)
    t.strictSame(await ensurePrivateFolder(folder), { ok: true })
    t.equal(modeOf(folder), 0o700)
  })
}

t.test('a symbolic link is refused, and its target left as it is', async t => {
  const base = t.testdir({ target: {} })
  chmodSync(join(base, 'target'), 0o755)
  symlinkSync('target', join(base, 'run'))
  symlinkSync('nowhere', join(base, 'dangling'))
  for (const name of ['run', 'dangling'])
    t.match(await ensurePrivateFolder(join(base, name)), { ok: false, reason: 'symlink' }, name)
  t.equal(modeOf(join(base, 'target')), 0o755)
})

t.test('a file in the place of the folder or of its parent is refused', async t => {
  const file = join(t.testdir({ run: 'a file' }), 'run')
  t.match(await ensurePrivateFolder(file), { ok: false, reason: 'not-a-folder' })
  t.match(await ensurePrivateFolder(join(file, 'deeper')), { ok: false, reason: 'not-a-folder' })
})

t.test('a place where nothing can be made is told', { skip: process.platform !== 'linux' }, async t => {
  // Not even root may make folders in /proc.
  t.match(await ensurePrivateFolder('/proc/gopls-guardian/run'), { ok: false, reason: 'cannot-create' })
})

t.test("a folder of another user's is refused and left as it is", asRoot, async t => {
  const folder = join(t.testdir({ run: {} }), 'run')
  chmodSync(folder, 0o777)
  chownSync(folder, stranger, stranger)
  t.match(await ensurePrivateFolder(folder), { ok: false, reason: 'owned-by-another', message: /54321/ })
  t.equal(modeOf(folder), 0o777)
})

t.test("a folder of ours in a folder of another user's is refused", asRoot, async t => {
  const parent = join(t.testdir({ parent: {} }), 'parent')
  mkdirSync(join(parent, 'run'), { mode: 0o700 })
  chownSync(parent, stranger, stranger)
  t.match(await ensurePrivateFolder(join(parent, 'run')), { ok: false, reason: 'owned-by-another' })
})

t.test('a folder that several make at the same time is made for all of them', async t => {
  const folder = join(t.testdir({}), 'state', 'run')
  const results = await Promise.all(Array.from({ length: 10 }, () => ensurePrivateFolder(folder)))
  t.ok(results.every(result => result.ok))
})
