import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { areSocketsUsable } from '../../src/host/sockets-usable.js'

t.test('sockets in an own folder can be used, and nothing of the trial stays', async t => {
  const folder = await mkdtemp(join(tmpdir(), 's-'))
  t.equal(await areSocketsUsable(folder), true)
  t.strictSame(await readdir(folder), [])
})

t.test('a folder that does not exist has no usable sockets', async t => {
  t.equal(await areSocketsUsable(join(tmpdir(), 'no-such-folder', 'here')), false)
})
