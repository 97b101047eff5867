import { chmod, lstat, readFile, symlink } from 'node:fs/promises'
import t from 'tap'
import { readOrCreateToken } from '../../src/http/token.js'

const good = `${'0a'.repeat(32)}\n`
const modeOf = async (file: string) => (await lstat(file)).mode & 0o777

t.test('where there is none, one is made that only we can read, and read the next time', async t => {
  const file = `${t.testdir()}/token`
  const made = await readOrCreateToken(file)
  t.match(made, { ok: true, origin: 'created', token: /^[0-9a-f]{64}$/ })
  t.equal(await modeOf(file), 0o600)
  t.strictSame(await readOrCreateToken(file), { ...made, origin: 'read' })
})

t.test('no two are the same', async t => {
  const folder = t.testdir()
  const [one, other] = await Promise.all([readOrCreateToken(`${folder}/1`), readOrCreateToken(`${folder}/2`)])
  t.notSame(one, other)
})

const damaged = ['', '\n', good.trimEnd(), good.toUpperCase(), `${good}${good}`, ` ${good}`, 'x'.repeat(2000)]
for (const text of damaged) {
  t.test(`'${text.slice(0, 12)}…' (${text.length} bytes) is replaced`, async t => {
    const file = `${t.testdir({ token: text })}/token`
    await chmod(file, 0o600)
    const result = await readOrCreateToken(file)
    t.match(result, { ok: true, origin: 'replaced', reason: text.length > 1024 ? 'too-large' : 'damaged' })
    t.equal(await readFile(file, 'utf8'), `${tokenOf(result)}\n`)
  })
}

for (const [mode, reason] of [
  [0o644, 'readable-by-others'],
  [0o640, 'readable-by-others'],
  [0o620, 'writable-by-others'],
] as const) {
  t.test(`a token with mode ${mode.toString(8)} is no secret any more`, async t => {
    const file = `${t.testdir({ token: good })}/token`
    await chmod(file, mode)
    const result = await readOrCreateToken(file)
    t.match(result, { ok: true, origin: 'replaced', reason })
    t.not(tokenOf(result), good.trimEnd())
    t.equal(await modeOf(file), 0o600)
  })
}

t.test('a link is replaced, and what it leads to stays as it is', async t => {
  const folder = t.testdir({ elsewhere: good })
  await symlink(`${folder}/elsewhere`, `${folder}/token`)
  t.match(await readOrCreateToken(`${folder}/token`), { ok: true, origin: 'replaced', reason: 'symlink' })
  t.equal(await readFile(`${folder}/elsewhere`, 'utf8'), good)
  t.ok((await lstat(`${folder}/token`)).isFile())
})

t.test('where none can be made, it says where', async t => {
  const folder = t.testdir({ token: {} })
  for (const file of [`${folder}/token`, `${folder}/missing/token`])
    t.match(await readOrCreateToken(file), { ok: false, message: new RegExp(`^no token in ${file}: `) })
})

function tokenOf(result: Awaited<ReturnType<typeof readOrCreateToken>>): string {
  return result.ok ? result.token : ''
}
