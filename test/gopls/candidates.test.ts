import { resolve } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { listCandidates, type SearchPlaces } from '../../src/gopls/candidates.js'

const places: SearchPlaces = {
  environment: { PATH: '/usr/bin:relative:/home/ada/go/bin' },
  goEnv: { gobin: '/gobin', gopath: '/one:/two' },
  toolsFolder: '/state/tools',
  homeFolder: '/home/ada',
}

t.test(
  'without a given path, the order is tools, GOBIN, GOPATH, PATH, usual places, and none comes twice',
  async t => {
    t.strictSame(
      listCandidates(places).map(({ source, path }) => `${source} ${path}`),
      [
        'tools /state/tools/gopls',
        'gobin /gobin/gopls',
        'gopath /one/bin/gopls',
        'gopath /two/bin/gopls',
        'path /usr/bin/gopls',
        'path /home/ada/go/bin/gopls',
        'usual-place /opt/homebrew/bin/gopls',
        'usual-place /usr/local/bin/gopls',
        'usual-place /usr/local/go/bin/gopls',
        'usual-place /home/ada/.local/share/mise/shims/gopls',
        'usual-place /home/ada/.asdf/shims/gopls',
      ],
    )
  },
)

t.test('without Go, the places that need no Go are left', async t => {
  const sources = listCandidates({ ...places, goEnv: undefined }).map(({ source }) => source)
  t.strictSame([...new Set(sources)], ['tools', 'path', 'usual-place'])
})

const environment = { ...places.environment, GOPLS_GUARDIAN_GOPLS: '/env/gopls' }
for (const { name, given, expected } of [
  {
    name: 'the flag wins over environment and file',
    given: { flag: '/flag/gopls', environment, file: '/file/gopls' },
    expected: { path: '/flag/gopls', source: 'flag' },
  },
  {
    name: 'the environment wins over the file',
    given: { environment, file: '/file/gopls' },
    expected: { path: '/env/gopls', source: 'environment' },
  },
  {
    name: 'the file comes last, and ~/ is the home folder',
    given: { file: '~/x/gopls' },
    expected: { path: '/home/ada/x/gopls', source: 'file' },
  },
  {
    name: 'an empty one counts as not given, and a relative one is made absolute',
    given: { flag: '', environment: { GOPLS_GUARDIAN_GOPLS: '' }, file: 'bin/gopls' },
    expected: { path: resolve('bin/gopls'), source: 'file' },
  },
]) {
  t.test(`a given path is the only candidate: ${name}`, async t => {
    t.strictSame(listCandidates({ ...places, ...given }), [expected])
  })
}

t.test('whatever the places, no path comes twice and all are absolute', async () => {
  const folders = fc
    .array(fc.constantFrom('/a', '/b', '/opt/homebrew/bin', '/a/bin', 'relative', ''))
    .map(list => list.join(':'))
  fc.assert(
    fc.property(folders, folders, fc.option(folders, { nil: undefined }), (PATH, gopath, gobin) => {
      const paths = listCandidates({ ...places, environment: { PATH }, goEnv: { gobin, gopath } }).map(
        ({ path }) => path,
      )
      return new Set(paths).size === paths.length && paths.every(path => path.startsWith('/'))
    }),
  )
})
