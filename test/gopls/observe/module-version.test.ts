import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readModuleVersion } from '../../../src/gopls/observe/module-version.js'
import { findRealGopls } from '../../real/real-gopls.js'

const mebibyte = 1024 * 1024
const line = 'path\tgolang.org/x/tools/gopls\nmod\tgolang.org/x/tools/gopls\t'

for (const [name, text, version] of [
  ['a release', `${line}v0.23.0\th1:Dn6mf9=\ndep\tx\tv1.0.0`, 'v0.23.0'],
  ['a pre-release', `${line}v0.24.0-pre.1\th1:Dn6mf9=\n`, 'v0.24.0-pre.1'],
  [
    'a commit',
    `${line}v0.0.0-20260105120000-1a2b3c4d5e6f+dirty\t\n`,
    'v0.0.0-20260105120000-1a2b3c4d5e6f+dirty',
  ],
  ['a checkout', `${line}(devel)\t\n`, '(devel)'],
  ['another program of the module', 'path\tx\nmod\tgolang.org/x/tools\tv0.40.0\th1:x\n', null],
  ['nonsense', `${line}\u0000\u0001`, null],
] as const)
  for (const place of [0, 10, mebibyte - 40, mebibyte - 1, mebibyte, 3 * mebibyte + 17])
    t.test(`the version of ${name} at byte ${place}`, async t => {
      const file = join(t.testdir({}), 'gopls')
      writeFileSync(file, `${'\0'.repeat(place)}${text}${'\0'.repeat(400)}`)
      t.equal(await readModuleVersion(file), version)
    })

t.test('of a file that cannot be read it is not known whether it has a version', async t => {
  const folder = t.testdir({ empty: '' })
  t.equal(await readModuleVersion(join(folder, 'empty')), null)
  t.equal(await readModuleVersion(join(folder, 'missing')), undefined)
  t.equal(await readModuleVersion(folder), undefined)
})

const { skip, binary } = await findRealGopls()
t.test('the real gopls has the version that it tells itself', { skip }, async t => {
  t.equal(await readModuleVersion(binary?.realPath ?? ''), binary?.version)
})
