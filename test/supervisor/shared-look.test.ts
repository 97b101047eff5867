import t from 'tap'
import { SharedLook } from '../../src/supervisor/shared-look.js'
import { listenAs } from '../gopls/listen-as.js'
import { serveDumps } from '../gopls/serve-dumps.js'
import { packHeapProfile } from '../gopls/write-heap-profile.js'

t.test('whoever asks while a look is under way is told of that one; the next one is another', async t => {
  const { socketPath, asked } = await serveDumps(t, (_request, response) =>
    response.end('goroutine 1 [select]:'),
  )
  const inside = new SharedLook(socketPath, 10_000)
  const looks = (): number => asked.filter(method => method === 'workspace/executeCommand').length
  const [one, other] = await Promise.all([inside.look(), inside.look()])
  t.equal(one, other)
  t.match(one, { ok: true })
  t.equal(looks(), 1)
  t.not(await inside.look(), one)
  t.equal(looks(), 2)
})

t.test('who holds the heap is told again for as long as whoever asks says', async t => {
  let profiles = 0
  const { socketPath } = await serveDumps(t, (_request, response) => {
    profiles += 1
    response.end(packHeapProfile([{ inUseBytes: profiles, stack: [['main.f']] }]))
  })
  let nowMs = 5
  const inside = new SharedLook(socketPath, 10_000, () => nowMs)
  const age = { maxAgeMs: 60_000 }
  const [one, other] = await Promise.all([inside.seeHeap(age), inside.seeHeap(age)])
  t.match([one, other], [{ inUseBytes: 1 }, { inUseBytes: 1 }])
  nowMs += 59_999
  t.match(await inside.seeHeap(age), { inUseBytes: 1 })
  nowMs += 1
  t.match(await inside.seeHeap(age), { inUseBytes: 2 })
  nowMs += 10_000
  t.match(await inside.seeHeap({ maxAgeMs: 10_000 }), { inUseBytes: 3 })
})

t.test('of a gopls that hangs up nothing is told', async t => {
  const socketPath = await listenAs(t, socket => socket.destroy())
  t.equal(await new SharedLook(socketPath, 10_000).seeHeap({ maxAgeMs: 0 }), undefined)
})
