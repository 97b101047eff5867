import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { seeHeap } from '../../src/gopls/see-heap.js'
import { connectTo, serveGopls } from '../fake-gopls/served-gopls.js'
import { openEditor } from '../real/open-editor.js'
import { findRealGopls } from '../real/real-gopls.js'
import { serveDumps } from './serve-dumps.js'
import { packHeapProfile } from './write-heap-profile.js'

const patientMs = 30_000
const real = await findRealGopls()

t.test('the real gopls with an editor on it tells who holds its heap', { skip: real.skip }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'heap-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 's')
  serveGopls(t, real.binary?.path ?? '', socketPath)
  await connectTo(socketPath)
  await (await openEditor(t, socketPath)).hover()
  const heap = await seeHeap(socketPath, patientMs)
  t.ok((heap?.inUseBytes ?? 0) > 1_000_000)
  const placeOfGo = /^[\w/]+\.[^ ]+(?:, called by \w+\.[^ ]+)?$/
  t.match(heap?.users[0], { place: placeOfGo, bytes: Number })
})

t.test('it is asked for the packed form, and for nothing else', async t => {
  const paths: (string | undefined)[] = []
  const { socketPath, asked } = await serveDumps(t, ({ url }, response) => {
    paths.push(url)
    response.end(packHeapProfile([{ inUseBytes: 7, stack: [['main.f']] }]))
  })
  const heap = await seeHeap(socketPath, patientMs)
  t.strictSame(heap, { inUseBytes: 7, users: [{ place: 'main.f', bytes: 7 }] })
  t.strictSame(paths, ['/debug/pprof/heap'])
  t.strictSame(asked, ['workspace/executeCommand', 'shutdown'])
})

const mebibyte = 2 ** 20
const samples = [{ inUseBytes: 7, stack: [['main.f']] }]

t.test('what is nearly too much tells all the same', async t => {
  for (const padding of [Buffer.alloc(15 * mebibyte), randomBytes(7 * mebibyte)]) {
    const body = packHeapProfile(samples, padding)
    const { socketPath } = await serveDumps(t, (_request, response) => response.end(body))
    t.match(await seeHeap(socketPath, patientMs), { inUseBytes: 7 })
  }
})

const useless: readonly (readonly [string, Buffer])[] = [
  ['a page for people', Buffer.from('<html>gopls</html>')],
  ['what is packed but no profile', gzipSync('goroutine 1 [select]:')],
  ['what is too much once unpacked', packHeapProfile(samples, Buffer.alloc(17 * mebibyte))],
  ['what is too much as it is', packHeapProfile(samples, randomBytes(9 * mebibyte))],
]
for (const [name, body] of useless)
  t.test(`${name} tells nothing`, async t => {
    const { socketPath } = await serveDumps(t, (_request, response) => response.end(body))
    t.equal(await seeHeap(socketPath, patientMs), undefined)
  })

t.test('where nobody listens nothing is told', async t => {
  t.equal(await seeHeap('/nowhere/s', patientMs), undefined)
})
