import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readPlistFile, removePlistFile, writePlistFile } from '../../src/launchd/plist-file.js'

const ours = `<plist version="1.0"><dict><key>ProgramArguments</key>
<array><string>/it&apos;s &amp; mine/bin/gopls-guardian</string><string>run</string></array></dict></plist>`

t.test('it is written whole, 0644 whatever the umask, in a folder that is made', async t => {
  const folder = join(t.testdir({}), 'Library', 'LaunchAgents')
  const file = join(folder, 'a.plist')
  const umask = process.umask(0o077)
  t.teardown(() => process.umask(umask))
  t.strictSame(await writePlistFile(file, 'old', 'linux'), { ok: true })
  t.strictSame(await writePlistFile(file, ours, 'linux'), { ok: true })
  t.equal(readFileSync(file, 'utf8'), ours)
  t.equal(lstatSync(file).mode & 0o777, 0o644)
  t.strictSame(readdirSync(folder), ['a.plist'])
})

t.test('what a write that was killed left is no hindrance, and goes', async t => {
  const folder = t.testdir({ 'a.plist.new': 'half' })
  const file = join(folder, 'a.plist')
  t.strictSame(await writePlistFile(file, ours, 'linux'), { ok: true })
  writeFileSync(`${file}.new`, 'half')
  t.strictSame(await removePlistFile(file), { ok: true })
  t.strictSame(readdirSync(folder), [])
})

t.test('a folder that cannot be written is told', async t => {
  const file = join(t.testdir({ folder: 'a file' }), 'folder', 'a.plist')
  t.match(await writePlistFile(file, ours, 'linux'), { ok: false, message: /a\.plist cannot be written: / })
})

t.test('ours is known by its program', async t => {
  const file = join(t.testdir({ 'a.plist': ours }), 'a.plist')
  t.strictSame(await readPlistFile(file), {
    kind: 'ours',
    text: ours,
    programArguments: ["/it's & mine/bin/gopls-guardian", 'run'],
  })
  t.strictSame(await readPlistFile(`${file}.none`), { kind: 'missing' })
})

const foreign: readonly (readonly [string, (file: string) => void, RegExp])[] = [
  ['another program', file => writeFileSync(file, ours.replace('guardian', 'other')), /starts .*gopls-other/],
  ['no plist', file => writeFileSync(file, 'words'), /is no plist of ours/],
  ['a link, even to one of ours', file => linkTo(file), /is a symbolic link/],
  ['a folder', file => mkdirSync(file), /is not a file/],
  ['too much', file => writeFileSync(file, `${ours}${' '.repeat(70_000)}`), /is too large/],
]
for (const [name, put, reason] of foreign)
  t.test(`what is not ours is named and left alone: ${name}`, async t => {
    const file = join(t.testdir({}), 'a.plist')
    put(file)
    t.match(await readPlistFile(file), { kind: 'foreign', reason })
    t.strictSame(await removePlistFile(file), { ok: true })
    t.ok(lstatSync(file))
  })

function linkTo(file: string): void {
  writeFileSync(`${file}.target`, ours)
  symlinkSync(`${file}.target`, file)
}
