import t from 'tap'
import { listUsualFolders, splitFolderList } from '../../src/gopls/search-folders.js'

t.test('a folder list keeps its absolute folders in order', async t => {
  t.strictSame(splitFolderList('/b:/a:.:bin::/b'), ['/b', '/a', '/b'])
  t.strictSame(splitFolderList(''), [])
  t.strictSame(splitFolderList(undefined), [])
})

t.test('the usual folders follow mise and asdf where these were moved', async t => {
  const environment = { MISE_DATA_DIR: '/data/mise', ASDF_DATA_DIR: '/data/asdf' }
  t.strictSame(listUsualFolders('/home/ada', environment).slice(-2), ['/data/mise/shims', '/data/asdf/shims'])
  t.strictSame(listUsualFolders('/home/ada', { MISE_DATA_DIR: '' }).slice(-3), [
    '/home/ada/go/bin',
    '/home/ada/.local/share/mise/shims',
    '/home/ada/.asdf/shims',
  ])
})
