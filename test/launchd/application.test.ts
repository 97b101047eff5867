import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { runProgram } from '../../src/host/run-program.js'
import { type ApplicationRequest, installApplication } from '../../src/launchd/application.js'
import { switchCurrent } from '../../src/launchd/current-application.js'
import { eventually } from '../host/eventually.js'
import { makeSmallPackage } from './small-package.js'

const table = await openProcessTable(process.platform)

/** A package to install from and a home to install into, whose names are hard on a shell. */
function setStage(t: Pick<Test, 'teardown'>) {
  const place = join(mkdtempSync(join(tmpdir(), 'application-')), `it's "Ünï" $HOME & place`)
  t.teardown(() => rmSync(join(place, '..'), { recursive: true, force: true }))
  const packageRoot = makeSmallPackage(join(place, 'clone'))
  const state = join(place, 'state')
  const request: ApplicationRequest = {
    packageRoot,
    appFolder: join(state, 'app'),
    homeFolder: join(place, 'home'),
    launchers: { node: process.execPath, home: state, runFolder: join(state, 'run'), apiSocket: '/a.sock' },
    table,
  }
  return { place, packageRoot, request, appFolder: request.appFolder }
}

async function install(request: ApplicationRequest) {
  const result = await installApplication(request)
  if (!result.ok) throw new Error(result.message)
  return result
}

t.test('what is installed runs by itself, from its own folder, when the clone is gone', async t => {
  const { packageRoot, request, appFolder } = setStage(t)
  const { folder, name, changed, previous } = await install(request)
  t.match(name, /^1\.2\.3-[0-9a-f]{8}$/)
  t.strictSame(
    { folder, changed, previous },
    { folder: join(appFolder, name), changed: true, previous: null },
  )
  t.strictSame(readdirSync(appFolder), [name], 'and current is for others to switch')
  rmSync(packageRoot, { recursive: true })
  const launcher = join(folder, 'bin', 'gopls-guardian')
  const result = await runProgram(launcher, ['run', '', 'a  b'], { timeoutMs: 20_000, env: {} })
  t.strictSame(JSON.parse(result.stdout), [
    join(folder, 'dist', 'cli', 'main.js'),
    request.launchers.home,
    'run',
    '',
    'a  b',
  ])
})

t.test('only what is needed to run is there', async t => {
  const { request } = setStage(t)
  const { folder } = await install(request)
  t.strictSame(listFiles(folder), [
    'LICENSE',
    'bin/find-node.sh',
    'bin/gopls',
    'bin/gopls-guardian',
    'bin/gopls-guardian-watchdog',
    'bin/gopls-guardian-watchdog.sh',
    'bin/gopls-guardian.sh',
    'dist/cli/lsp.js',
    'dist/cli/main.js',
    'launchd/README.md',
    'package.json',
  ])
  t.equal(statSync(join(folder, 'bin', 'gopls-guardian')).mode & 0o777, 0o755)
  t.equal(statSync(join(folder, 'bin', 'gopls-guardian-watchdog')).mode & 0o777, 0o755)
  t.notMatch(readFileSync(join(folder, 'bin', 'gopls-guardian'), 'utf8'), /@[a-z-]+@/)
  t.notMatch(readFileSync(join(folder, 'bin', 'gopls-guardian-watchdog'), 'utf8'), /@[a-z-]+@/)
})

t.test('the same build is not copied twice, from a clone or from what is installed', async t => {
  const { request, appFolder } = setStage(t)
  const first = await install(request)
  await switchCurrent(appFolder, first.name)
  const before = statSync(first.folder).ino
  const again = { ...first, changed: false, previous: first.name }
  t.strictSame(await install(request), again)
  t.strictSame(await install({ ...request, packageRoot: first.folder }), again)
  t.equal(statSync(first.folder).ino, before)
})

t.test('another build, or another Node, has another folder', async t => {
  const { request, packageRoot } = setStage(t)
  const names = [(await install(request)).name]
  names.push((await install({ ...request, launchers: { ...request.launchers, home: null } })).name)
  writeFileSync(join(packageRoot, 'dist', 'cli', 'lsp.js'), '// changed')
  names.push((await install(request)).name)
  t.equal(new Set(names).size, 3)
})

for (const [missing, named] of [
  ['dist', 'dist'],
  ['dist/cli/main.js', 'dist/cli/main.js'],
  ['bin/find-node.sh', 'bin/find-node.sh'],
] as const)
  t.test(`a package without ${missing} is told to be built, and nothing is made`, async t => {
    const { request, packageRoot, appFolder } = setStage(t)
    rmSync(join(packageRoot, missing), { recursive: true })
    const message = `${named} is missing in ${packageRoot}; type: make build`
    t.strictSame(await installApplication(request), { ok: false, message })
    t.notOk(existsSync(appFolder))
  })

t.test('an application that does not run is not left there', async t => {
  const { request, packageRoot, appFolder } = setStage(t)
  writeFileSync(join(packageRoot, 'dist', 'cli', 'main.js'), 'throw new Error("no way")')
  t.match(await installApplication(request), { ok: false, message: /does not run: .*no way/s })
  t.strictSame(readdirSync(appFolder), [])
})

for (const damaged of ['dist', 'dist/cli/lsp.js', 'bin/gopls-guardian'])
  t.test(`one without its ${damaged} is replaced`, async t => {
    const { request } = setStage(t)
    const { folder } = await install(request)
    rmSync(join(folder, damaged), { recursive: true })
    t.match(await install(request), { folder, changed: true })
    t.ok(existsSync(join(folder, damaged)))
  })

t.test('where nothing can be written, that is the answer', async t => {
  const { request, place } = setStage(t)
  writeFileSync(join(place, 'state'), 'a file')
  t.match(await installApplication(request), { ok: false, message: /state/ })
  t.match(await installApplication({ ...request, appFolder: '/proc/app' }), { ok: false, message: /\/proc/ })
})

t.test('a copy that fails half-way, as on a full disk, leaves nothing behind', async t => {
  const { request, packageRoot, appFolder } = setStage(t)
  // The system takes this path, but not the longer one below appFolder.
  const longest = process.platform === 'darwin' ? 1023 : 4095
  let folder = join(packageRoot, 'dist', 'cli')
  while (Buffer.byteLength(folder) < longest - 110) folder = join(folder, 'deep'.repeat(25))
  folder = join(folder, 'x'.repeat(longest - 10 - Buffer.byteLength(folder)))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'a.js'), '')
  t.match(await installApplication(request), { ok: false, message: /cannot be put into .*ENAMETOOLONG/ })
  t.strictSame(readdirSync(appFolder), [])
})

t.test('an installation that was killed is cleared away by the next one', async t => {
  const { request, packageRoot, appFolder } = setStage(t)
  for (let number = 0; number < 500; number++)
    writeFileSync(join(packageRoot, 'dist', 'cli', `${number}.js`), '')
  const [program, ...args] = installerOf(request)
  const child = spawn(program, args, { stdio: 'ignore' })
  t.teardown(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const partial = await eventually(async () => {
    const seen = namesIn(appFolder).find(name => name.startsWith('.partial-'))
    return child.exitCode === null ? seen : `.partial-${child.pid}-x`
  })
  child.kill('SIGKILL')
  await exited
  // It may have been quicker than we: then there is a partial folder of a dead process none the less.
  if (!existsSync(join(appFolder, partial))) mkdirSync(join(appFolder, partial))
  const { name } = await install(request)
  t.strictSame(readdirSync(appFolder), [name])
})

t.test('one that goes on elsewhere is left in peace', async t => {
  const { request, appFolder } = setStage(t)
  const others = `.partial-${process.ppid}-x`
  mkdirSync(join(appFolder, others), { recursive: true })
  const { name } = await install(request)
  t.strictSame(readdirSync(appFolder), [others, name])
})

t.test('a state folder that was copied gets launchers of its own', async t => {
  const { request, place } = setStage(t)
  const { name } = await install(request)
  cpSync(join(place, 'state'), join(place, 'copy'), { recursive: true })
  const appFolder = join(place, 'copy', 'app')
  const copied = await install({ ...request, appFolder })
  t.equal(copied.changed, true)
  t.not(copied.name, name)
})

function installerOf(request: ApplicationRequest): readonly [string, ...string[]] {
  const installer = new URL('./install-once.ts', import.meta.url).pathname
  return [process.execPath, ...process.execArgv, installer, JSON.stringify({ ...request, table: undefined })]
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}
