import t from 'tap'
import { SharedLook } from '../../src/supervisor/shared-look.js'
import { serveDumps } from '../gopls/serve-dumps.js'

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
