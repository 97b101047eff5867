import { isAbsolute } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { buildSearchPath } from '../../src/launchd/search-path.js'

const usual = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']

t.test('the folders of the programs come first, in their order', async t => {
  const programs = ['/Users/gopher/sdk/go/bin/go', '/Users/gopher/go/bin/gopls', '/usr/bin/git']
  t.strictSame(buildSearchPath({ programs }), [
    '/Users/gopher/sdk/go/bin',
    '/Users/gopher/go/bin',
    '/usr/bin',
    ...usual.filter(folder => folder !== '/usr/bin'),
  ])
})

t.test('what was not found, is relative, or cannot stand in PATH is left out', async t => {
  t.strictSame(buildSearchPath({ programs: [undefined, 'bin/go', './gopls', 'git', '/a:b/go', ''] }), usual)
})

t.test('every folder is absolute and there once', async () => {
  fc.assert(
    fc.property(fc.array(fc.string().map(name => `/${name}/go`)), programs => {
      const folders = buildSearchPath({ programs })
      const isOnce = new Set(folders).size === folders.length
      return isOnce && folders.join(':').split(':').every(isAbsolute)
    }),
  )
})
