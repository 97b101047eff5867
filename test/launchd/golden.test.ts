import { readFile, writeFile } from 'node:fs/promises'
import t from 'tap'
import { formatPlist } from '../../src/launchd/plist-text.js'
import { describeJobs, typicalMac } from './typical-mac.js'

const folder = new URL('../../launchd/', import.meta.url)

for (const job of describeJobs(typicalMac)) {
  t.test(`launchd/${job.Label}.plist is what is installed; UPDATE_GOLDEN=1 writes it anew`, async t => {
    const file = new URL(`${job.Label}.plist`, folder)
    const text = formatPlist(job)
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, text)
    t.equal(await readFile(file, 'utf8'), text)
  })
}

t.test('launchd/README.md gives every key its reason', async t => {
  const readme = await readFile(new URL('README.md', folder), 'utf8')
  const keys = new Set(describeJobs(typicalMac).flatMap(job => Object.keys(job)))
  for (const key of keys) t.ok(readme.includes(`| \`${key}\``), key)
})
