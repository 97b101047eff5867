import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import t from 'tap'
import { chooseSocketFolder, longestSocketName } from '../../src/host/socket-path.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { makeHome } from './stand-in-daemon.js'
import { startDaemon } from './start-daemon.js'

t.test('a port that is taken is told; everything else works, and the socket answers', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path, args: ['--port', String(port)] })
  await daemon.stdout.until(new RegExp(`EADDRINUSE.*127\\.0\\.0\\.1:${port}; tried again every 10 s`))
  await daemon.stdout.until(/^See: gopls-guardian status$/)
  t.match(await daemon.statusWhen(({ instances }) => instances[0]?.state === 'ready'), {
    status: 'warn',
    output: 'http-port-taken',
    troubles: [{ code: 'http-port-taken' }],
  })
})

t.test('a home too deep for sockets works: they lie under /tmp', async t => {
  const home = join(await makeHome(t), 'deep/'.repeat(20))
  await mkdir(home, { recursive: true })
  const uid = process.getuid?.() ?? 0
  const { platform } = process
  const runFolder = join(home, 'run')
  const socketFolder = chooseSocketFolder({ runFolder, platform, uid, longestName: longestSocketName })
  t.match(socketFolder, /^\/tmp\/gopls-guardian-\d+\/[0-9a-f]{8}$/)
  t.teardown(() => rm(socketFolder, { recursive: true, force: true }))
  const daemon = await startDaemon(t, { home, gopls: installFakeGopls(t).path, config: {} })
  await daemon.stdout.until(/^http:/)
  t.match((await daemon.statusWhen(() => true)).instances, [
    { state: 'ready', socket: join(socketFolder, 'g-1-1.sock') },
  ])
  await daemon.kill('SIGINT')
})

t.test('a home that cannot be written is told of, with what to do', async t => {
  const blocked = join(await makeHome(t), 'a-file')
  await writeFile(blocked, '')
  const daemon = await startDaemon(t, { home: join(blocked, 'home'), gopls: installFakeGopls(t).path })
  t.match(await daemon.ended, {
    exitCode: 78,
    stdout: '',
    stderr: /^gopls-guardian: .*a-file.*cannot be used \(.*\)\. Make it writable, or set GOPLS_GUARDIAN_HOME/,
  })
})

t.test('a log that cannot be written does not keep gopls from being watched', async t => {
  const home = await makeHome(t)
  await mkdir(join(home, 'logs', 'guardian.log'), { recursive: true })
  const daemon = await startDaemon(t, { home, gopls: installFakeGopls(t).path, config: {} })
  await daemon.stdout.until(/^http:/)
  t.match(await daemon.statusWhen(({ instances }) => instances[0]?.state === 'ready'), {
    status: 'warn',
    output: 'logs-unwritable',
  })
})

t.test('a log of gopls that cannot be written does not keep gopls from being started', async t => {
  const home = await makeHome(t)
  await mkdir(join(home, 'logs', 'gopls-1.log'), { recursive: true })
  const daemon = await startDaemon(t, { home, gopls: installFakeGopls(t).path, config: {} })
  await daemon.stdout.until(/cannot write .*gopls-1\.log: .*EISDIR/)
  await daemon.stdout.until(/generation 1 answers/)
  t.pass()
})

t.test('what is in the way of a socket is a failure to start, not the end of the daemon', async t => {
  const home = await makeHome(t)
  await mkdir(join(home, 'run', 'g-1-1.sock'), { recursive: true })
  const daemon = await startDaemon(t, { home, gopls: installFakeGopls(t).path, config: {} })
  await daemon.stdout.until(/generation 1 ended: not started: .*g-1-1\.sock/)
  await daemon.stdout.until(/generation 2 answers/)
  t.pass()
})

t.test('without gopls and without Go three lines say what to do', async t => {
  const home = await makeHome(t)
  const empty = join(home, 'empty')
  await mkdir(empty)
  const daemon = await startDaemon(t, { home, environment: { PATH: empty, HOME: empty } })
  const { exitCode, stdout, stderr } = await daemon.ended
  t.equal(exitCode, 69)
  t.match(stdout, /^\S+ listening on \S+$/)
  t.match(stderr.split('\n'), [
    /^gopls-guardian: No gopls was found, the Go language server/,
    /^Looked in \d+ places: tools folder, GOBIN, GOPATH, PATH/,
    /^Type: .*go install golang\.org\/x\/tools\/gopls@latest/,
  ])
  t.equal(dirname(empty), home)
})
