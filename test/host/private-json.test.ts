import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseJson, readPrivateJson } from '../../src/host/private-json.js'

const isNumber = (value: unknown): value is number => typeof value === 'number'

t.test('a value of the right kind is read, and nothing else', async t => {
  t.equal(parseJson('12', isNumber), 12)
  for (const text of ['', '{', '"12"', 'null', '[12]']) t.equal(parseJson(text, isNumber), undefined, text)
})

t.test('a file is read only where nobody else can have written it', async t => {
  const file = join(t.testdir(), 'value.json')
  t.equal(await readPrivateJson(file, 16, isNumber), undefined, 'there is none')
  writeFileSync(file, '12', { mode: 0o600 })
  t.equal(await readPrivateJson(file, 16, isNumber), 12)
  t.equal(await readPrivateJson(file, 1, isNumber), undefined, 'it is too large')
  chmodSync(file, 0o622)
  t.equal(await readPrivateJson(file, 16, isNumber), undefined, 'others may write it')
})
