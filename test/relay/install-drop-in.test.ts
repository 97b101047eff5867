import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dropInMarker, verifyGopls } from '../../src/gopls/verify.js'
import type { DropInFacts } from '../../src/relay/drop-in.js'
import { installDropIn } from '../../src/relay/install-drop-in.js'

const facts: DropInFacts = { stateFolder: '/s', home: null, entry: '/e.js', node: '/n', trouble: null }

t.test(
  'it is written once, as a program that is known for what it is, and again only when it differs',
  async t => {
    const bin = join(t.testdir({}), 'state', 'bin')
    const path = join(bin, 'gopls')
    t.strictSame(await installDropIn(bin, facts), { ok: true, path, changed: true })
    const text = readFileSync(path, 'utf8')
    t.equal(statSync(path).mode & 0o777, 0o755)
    t.equal(text.split('\n')[1], dropInMarker)
    t.notMatch(text, /@[a-z-]+@/, 'nothing is left to fill in')
    t.match(await verifyGopls({ path, source: 'path' }, { environment: {} }), { reason: 'our-own-drop-in' })

    const before = statSync(path).ino
    t.strictSame(await installDropIn(bin, facts), { ok: true, path, changed: false })
    t.equal(statSync(path).ino, before)
    t.match(await installDropIn(bin, { ...facts, entry: '/other.js' }), { changed: true })
    t.match(readFileSync(path, 'utf8'), "guardian_entry='/other.js'")
  },
)

t.test('a link in its place is replaced, not followed', async t => {
  const folder = t.testdir({ bin: {}, 'real-gopls': 'a program' })
  symlinkSync(join(folder, 'real-gopls'), join(folder, 'bin', 'gopls'))
  t.match(await installDropIn(join(folder, 'bin'), facts), { ok: true, changed: true })
  t.equal(readFileSync(join(folder, 'real-gopls'), 'utf8'), 'a program')
})

t.test('where it cannot be written, that is the answer', async t => {
  const folder = t.testdir({})
  writeFileSync(join(folder, 'state'), 'a file')
  t.match(await installDropIn(join(folder, 'state', 'bin'), facts), { ok: false, message: /state/ })
})
