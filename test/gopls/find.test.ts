import { join } from 'node:path'
import t from 'tap'
import { findGopls } from '../../src/gopls/find.js'
import { dropInMarker } from '../../src/gopls/verify.js'
import { findRealGopls } from '../real/real-gopls.js'
import { writeGopls, writeProgram } from './write-program.js'

const real = await findRealGopls()

t.test('the first that works is taken, and the better places are named with the reason', async t => {
  const folder = t.testdir()
  writeProgram(
    join(folder, 'bin', 'go'),
    `echo '{"GOBIN":"${folder}/gobin","GOPATH":"${folder}/gopath","GOVERSION":"go1.26.8"}'`,
  )
  writeProgram(join(folder, 'gobin', 'gopls'), dropInMarker)
  const path = writeGopls(join(folder, 'gopath', 'bin', 'gopls'))
  writeGopls(join(folder, 'bin', 'gopls'))

  const found = await findGopls({
    environment: { PATH: join(folder, 'bin') },
    homeFolder: folder,
    toolsFolder: join(folder, 'tools'),
  })
  t.match(found, {
    ok: true,
    binary: { path, source: 'gopath', version: 'v0.23.0' },
    tried: [
      { source: 'tools', reason: 'missing' },
      { source: 'gobin', reason: 'our-own-drop-in' },
    ],
  })
})

t.test('a given path that is wrong is an error, although others would do; go is not asked', async t => {
  const folder = t.testdir()
  writeProgram(join(folder, 'bin', 'go'), `echo asked > ${folder}/asked`)
  writeGopls(join(folder, 'bin', 'gopls'))
  const found = await findGopls({
    environment: { PATH: join(folder, 'bin'), GOPLS_GUARDIAN_GOPLS: '~/wrong' },
    homeFolder: folder,
    toolsFolder: join(folder, 'tools'),
  })
  t.strictSame(found, {
    ok: false,
    explicit: true,
    tried: [
      { path: join(folder, 'wrong'), source: 'environment', reason: 'missing', detail: 'does not exist' },
    ],
    go: undefined,
  })
  t.equal(
    (await findGopls({ environment: {}, homeFolder: folder, toolsFolder: folder, file: `${folder}/asked` }))
      .ok,
    false,
  )
})

t.test('in the folder of our drop-in nothing is found', async t => {
  const folder = t.testdir()
  const binFolder = join(folder, 'bin')
  const flag = writeGopls(join(binFolder, 'gopls'))
  const found = await findGopls({ flag, environment: {}, homeFolder: folder, toolsFolder: folder, binFolder })
  t.match(found, { ok: false, explicit: true, tried: [{ source: 'flag', reason: 'our-own-drop-in' }] })
})

t.test('the real gopls is found by its path', { skip: real.skip }, async t => {
  const path = real.binary?.path ?? ''
  const found = await findGopls({ file: path, environment: {}, homeFolder: '/', toolsFolder: '/' })
  t.match(found, { ok: true, binary: { path, source: 'file' }, tried: [] })
})
