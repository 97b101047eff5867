import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { connectTo, serveGopls } from '../../fake-gopls/served-gopls.js'
import { findRealGopls } from '../../real/real-gopls.js'
import { startEditor } from '../../supervisor/observed/stand-in.js'
import { openObserver } from './open-observer.js'
import { editorScript, startHolder } from './start-holder.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''
const isRoot = process.getuid?.() === 0
const title = 'Cursor Helper (Plugin): extension-host (user) demo [1-1]'

t.test('one that an extension host started is its own', { skip }, async t => {
  const { find } = await openObserver()
  const editor = startHolder(t, process.execPath, ['-e', editorScript, title, gopls])
  const found = await find(({ ownerPid, version }) => ownerPid === editor.pid && version !== null)
  t.match(found, { kind: 'stdio', editor: 'cursor', version: binary?.version, isReplaced: false })
  t.ok(found.residentBytes > 1_000_000 && found.ageMs < 60_000)
})

t.test('one whose editor was killed is left over', { skip }, async t => {
  const { find, look } = await openObserver()
  const editor = await startEditor(t, gopls)
  const { pid } = await find(({ ownerPid }) => ownerPid === editor.pid)
  await editor.killed()
  t.match(
    (await look()).find(one => one.pid === pid),
    { kind: 'stdio', editor: 'unknown', ownerPid: null },
  )
})

t.test('one that somebody started in a shell is of the terminal', { skip }, async t => {
  const { find } = await openObserver()
  const shell = startHolder(t, '/bin/bash', ['--norc', '--noprofile'])
  // Not the last command, which a shell gives its own place to.
  shell.stdin?.write(`'${gopls}' serve -rpc.trace; true\n`)
  t.match(await find(({ ownerPid }) => ownerPid === shell.pid), { kind: 'stdio', editor: 'terminal' })
})

t.test('a forwarder and the daemon that it started are told apart', { skip }, async t => {
  const { find } = await openObserver()
  const folder = t.testdir({})
  // The daemon outlives the forwarder by its listen timeout; a socket in our folder tells it from those of others.
  const forwarder = startHolder(t, gopls, ['-remote=auto', '-remote.listen.timeout=1s'], {
    env: { XDG_RUNTIME_DIR: folder, TMPDIR: folder },
  })
  t.match(await find(({ pid }) => pid === forwarder.pid), { kind: 'forwarder' })
  const daemon = await find(({ kind, ageMs }) => kind === 'daemon' && ageMs < 20_000)
  t.match(daemon, { kind: 'daemon', ownerPid: null })
})

t.test(
  'one whose file was taken away is told, with the version that it has',
  { skip: skip || process.platform !== 'linux' },
  async t => {
    const { find } = await openObserver()
    // The path of a socket must be short.
    const folder = mkdtempSync(join(tmpdir(), 'taken-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'gopls')
    copyFileSync(gopls, path)
    const { pid } = serveGopls(t, path, join(folder, 's')).child
    // Until it listens it may start itself once more, and ends where it cannot.
    await connectTo(join(folder, 's'))
    t.match(await find(one => one.pid === pid), { path, isReplaced: false })
    rmSync(path)
    t.match(await find(one => one.pid === pid && one.version !== null), {
      path,
      isReplaced: true,
      version: binary?.version,
    })
  },
)

t.test('what only looks like one, and one of another user, are left alone', { skip }, async t => {
  const { find, look } = await openObserver()
  const folder = t.testdir({})
  const notes = join(folder, 'gopls-notes')
  copyFileSync('/bin/cat', notes)
  const strangers = [
    startHolder(t, notes, []),
    startHolder(t, process.execPath, ['-e', 'process.stdin.resume()', gopls, 'serve']),
    ...(isRoot
      ? [startHolder(t, copyForEverybody(t), [], { env: { HOME: '/tmp' }, uid: 65_534, cwd: '/' })]
      : []),
  ]
  // What is told of it says that the others, which began before it, would be told too.
  const { pid } = startHolder(t, gopls, [])
  await find(one => one.pid === pid)
  const told = new Set((await look()).map(one => one.pid))
  for (const stranger of strangers) {
    t.notOk(told.has(stranger.pid ?? 0), stranger.spawnargs.join(' '))
    t.equal(stranger.exitCode ?? stranger.signalCode, null, 'and it was there to be seen')
  }
})

t.test('the editor that was asked to open a folder called gopls is none', { skip }, async t => {
  const { find, look } = await openObserver()
  const folder = t.testdir({
    gopls: `require('node:child_process').spawn(process.env.REAL, { stdio: ['pipe', 'ignore', 'ignore'] })`,
  })
  const code = join(folder, 'code')
  copyFileSync(process.execPath, code)
  // In this shape of the command line a path cannot be told from two arguments.
  const editor = startHolder(t, code, ['./gopls'], { env: { REAL: gopls }, cwd: folder })
  t.match(await find(({ ownerPid }) => ownerPid === editor.pid), { kind: 'stdio', editor: 'vscode' })
  t.notOk((await look()).some(({ pid }) => pid === editor.pid))
})

t.test('one that we say is ours is left out', { skip }, async t => {
  const { find } = await openObserver()
  const { pid } = startHolder(t, gopls, [])
  await find(one => one.pid === pid)
  const { look } = await openObserver(row => row.pid === pid)
  t.notOk((await look()).some(one => one.pid === pid))
})

/** Where other users may run it too; tests may lie in somebody's private folder. */
function copyForEverybody(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'gopls-for-everybody-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  const path = join(folder, 'gopls')
  copyFileSync(gopls, path)
  return path
}
