import { readFile } from 'node:fs/promises'
import t from 'tap'
import { readPackageVersion } from '../../src/cli/package-version.js'

t.test('the version is the one in package.json', async t => {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  t.match(manifest, `"version": "${readPackageVersion()}"`)
})
