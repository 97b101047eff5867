import { renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readFileIdentity } from '../../src/gopls/gopls-binary.js'

t.test('a file keeps its identity until it is replaced or rewritten', async t => {
  const folder = t.testdir({ gopls: 'one', next: 'one' })
  const path = join(folder, 'gopls')
  symlinkSync(path, join(folder, 'link'))
  utimesSync(path, 1_000, 1_000)
  utimesSync(join(folder, 'next'), 1_000, 1_000)

  const first = await readFileIdentity(path)
  t.match(first, /^\d+:\d+:3:1000000000000$/)
  t.equal(await readFileIdentity(path), first)
  t.equal(await readFileIdentity(join(folder, 'link')), first)

  utimesSync(path, 1_000, 1_001)
  const touched = await readFileIdentity(path)
  t.not(touched, first)

  renameSync(join(folder, 'next'), path)
  const replaced = await readFileIdentity(path)
  t.not(replaced, first)

  writeFileSync(path, 'longer')
  utimesSync(path, 1_000, 1_000)
  t.not(await readFileIdentity(path), replaced)
})

t.test('a missing file has no identity', async t => {
  t.equal(await readFileIdentity(join(t.testdir(), 'gopls')), undefined)
})
