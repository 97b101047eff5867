import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readRealGoplsFile, writeRealGoplsFile } from '../../src/gopls/real-gopls-file.js'

t.test('the path is one line, for its owner only, and reads back', async t => {
  const folder = t.testdir({ 'real-gopls': '/old/gopls\n' })
  const file = join(folder, 'real-gopls')
  const path = '/Users/ada/My "Go"/bin/gopls'
  await writeRealGoplsFile(file, path)
  t.equal(readFileSync(file, 'utf8'), `${path}\n`)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(await readRealGoplsFile(file), path)
  t.strictSame(readdirSync(folder), ['real-gopls'])
})

for (const [name, content] of [
  ['no newline', '/go/bin/gopls'],
  ['a relative path', 'bin/gopls\n'],
  ['nothing', ''],
  ['no end', `/${'x'.repeat(100_000)}\n`],
] as const) {
  t.test(`a file with ${name} gives no path`, async t => {
    const folder = t.testdir({ 'real-gopls': content })
    t.equal(await readRealGoplsFile(join(folder, 'real-gopls')), undefined)
  })
}

t.test('a missing file gives no path', async t => {
  t.equal(await readRealGoplsFile(join(t.testdir(), 'real-gopls')), undefined)
})

t.test('lines after the first do not matter', async t => {
  const folder = t.testdir({ 'real-gopls': '/go/bin/gopls\nmore' })
  t.equal(await readRealGoplsFile(join(folder, 'real-gopls')), '/go/bin/gopls')
})
