import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { chooseSocketFolder } from '../../src/host/socket-path.js'

const longestName = 'relay.sock'
const limits = { darwin: 103, linux: 107 } as const

/** A run folder whose longest socket path has this many bytes. */
function runFolderFor(pathBytes: number): string {
  return `/${'r'.repeat(pathBytes - 1 - 1 - longestName.length)}`
}

for (const platform of ['darwin', 'linux'] as const) {
  const options = { platform, uid: 501, longestName }

  t.test(`on ${platform} the run folder is taken up to ${limits[platform]} bytes`, async t => {
    const fits = runFolderFor(limits[platform])
    t.equal(chooseSocketFolder({ ...options, runFolder: fits }), fits)
    t.match(
      chooseSocketFolder({ ...options, runFolder: runFolderFor(limits[platform] + 1) }),
      /^\/tmp\/gopls-guardian-501\/[0-9a-f]{8}$/,
    )
  })

  t.test(`on ${platform} every answer leaves room for the socket`, async t => {
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 150 }), name => {
          const folder = chooseSocketFolder({ ...options, runFolder: `/${name}` })
          return Buffer.byteLength(join(folder, longestName)) <= limits[platform]
        }),
      ),
    )
  })
}

t.test('bytes count, not letters', async t => {
  const runFolder = `/Users/${'é'.repeat(50)}`
  const folder = chooseSocketFolder({ runFolder, platform: 'darwin', uid: 501, longestName })
  t.match(folder, /^\/tmp\//)
})

t.test('each run folder has a short folder of its own, and always the same', async t => {
  const choose = (runFolder: string) =>
    chooseSocketFolder({ runFolder, platform: 'linux', uid: 501, longestName })
  const long = `/${'r'.repeat(120)}`
  t.equal(choose(long), choose(long))
  t.not(choose(long), choose(`${long}2`))
})

t.test('the system takes a path of the longest length', async t => {
  const folder = mkdtempSync('/tmp/gg-')
  t.teardown(() => rmSync(folder, { recursive: true }))
  const limit = process.platform === 'linux' ? limits.linux : limits.darwin
  const server = createServer().listen(join(folder, 's'.repeat(limit - folder.length - 1)))
  await once(server, 'listening')
  server.close()
})
