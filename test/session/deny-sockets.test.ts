import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'

const preload = new URL('deny-sockets.js', import.meta.url).href
const attempt = `require('node:net').connect(process.argv[1])
  .on('connect', function () { console.log('connected'); this.destroy() })
  .on('error', ({ code }) => console.log(code))`

const rows = [
  { denied: 'closed\\.sock$', said: 'connected' },
  { denied: 'open\\.sock$', said: 'EPERM' },
  { denied: '', said: 'EPERM' },
]

for (const { denied, said } of rows)
  t.test(`connecting to open.sock where /${denied}/ is denied: ${said}`, async t => {
    const folder = await mkdtemp(join(tmpdir(), 'sockets-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const path = join(folder, 'open.sock')
    const server = createServer(socket => socket.on('error', () => undefined).end()).listen(path)
    t.teardown(() => server.close())
    const env = { DENY_SOCKETS: denied }
    const { stdout } = await execa(process.execPath, ['--import', preload, '-e', attempt, path], { env })
    t.equal(stdout, said)
  })
