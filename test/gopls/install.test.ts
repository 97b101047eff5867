import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type InstallOptions, type InstallResult, installGopls } from '../../src/gopls/install.js'
import { writeGopls, writeProgram } from './write-program.js'

const release = { version: 'v0.23.0', minGoMinor: 26 }
const builtScript =
  "printf '%s\\n' '#!/bin/sh' 'echo golang.org/x/tools/gopls v0.23.0' > \"$GOBIN/gopls\"; chmod +x \"$GOBIN/gopls\""

/** A stand-in for go that runs these shell lines, and a call of installGopls with it. */
function standIn(t: Test, ...lines: readonly string[]) {
  const folder = realpathSync(t.testdir())
  const go = { path: writeProgram(join(folder, 'go'), ...lines), version: 'go1.26.8' }
  const toolsFolder = join(folder, 'state', 'tools')
  const environment = { PATH: process.env['PATH'] }
  const install = (options: Partial<InstallOptions> = {}): Promise<InstallResult> =>
    installGopls({ go, release, toolsFolder, environment, ...options })
  return { folder, toolsFolder, install }
}

t.test('what go built ends up in the tools folder, alone', async t => {
  const { toolsFolder, install } = standIn(t, builtScript)
  const path = join(toolsFolder, 'gopls')
  t.match(await install(), {
    ok: true,
    binary: { path, realPath: path, version: 'v0.23.0', source: 'tools' },
  })
  t.strictSame(readdirSync(toolsFolder), ['gopls'])
})

t.test('go is called with a folder of its own, and without what would make it refuse', async t => {
  const { folder, toolsFolder, install } = standIn(
    t,
    `echo "$PWD|$GOBIN|$GO111MODULE|$GOOS|$GOARCH|$GOPROXY|$*" > "$LOG"`,
    builtScript,
  )
  const LOG = join(folder, 'log')
  const environment = {
    PATH: process.env['PATH'],
    LOG,
    GOOS: 'windows',
    GOARCH: 'arm64',
    GOPROXY: 'p',
    GOBIN: '/x',
    GO111MODULE: 'off',
  }
  t.equal((await install({ environment })).ok, true)
  const [cwd, gobin, ...rest] = readFileSync(LOG, 'utf8').trim().split('|')
  t.equal(cwd, gobin)
  t.ok(gobin?.startsWith(join(toolsFolder, '.installing-')))
  t.strictSame(rest, ['on', '', '', 'p', 'install -mod=mod golang.org/x/tools/gopls@v0.23.0'])
})

t.test('progress comes line by line, after a line that says what is done', async t => {
  const { install } = standIn(
    t,
    'printf "go: downloading a\\ngo: down" >&2; printf "loading b\\n" >&2',
    builtScript,
  )
  const lines: string[] = []
  await install({ onProgress: line => lines.push(line) })
  t.match(lines[0], /^Building gopls v0\.23\.0 with go1\.26\.8/)
  t.strictSame(lines.slice(1), ['go: downloading a', 'go: downloading b'])
})

for (const { name, script, timeoutMs, reason } of [
  { name: 'a failing build', script: 'echo "go: syntax error" >&2; exit 1', reason: 'failed' },
  { name: 'a build that was interrupted', script: `${builtScript}; kill -TERM $$`, reason: 'failed' },
  {
    name: 'a build that takes too long',
    script: `${builtScript}; exec sleep 60`,
    timeoutMs: 300,
    reason: 'timeout',
  },
  { name: 'a build that does not run', script: 'echo x > "$GOBIN/gopls"', reason: 'unusable' },
  { name: 'a build that is not there', script: 'exit 0', reason: 'unusable' },
]) {
  t.test(`${name} leaves the old gopls as it was, and nothing else`, async t => {
    const { toolsFolder, install } = standIn(t, script)
    const old = writeGopls(join(toolsFolder, 'gopls'), 'v0.21.1')
    const before = readFileSync(old, 'utf8')
    t.match(await install({ timeoutMs }), { ok: false, reason, detail: /./, next: /./ })
    t.equal(readFileSync(old, 'utf8'), before)
    t.strictSame(readdirSync(toolsFolder), ['gopls'])
  })
}

t.test('a go that is not there is a failure', async t => {
  const { install } = standIn(t)
  t.match(await install({ go: { path: '/no/such/go', version: 'go1.26.8' } }), {
    ok: false,
    reason: 'cannot-start',
  })
})

t.test('a tools folder that cannot be made is a failure', async t => {
  const { folder, install } = standIn(t, builtScript)
  writeFileSync(join(folder, 'file'), '')
  t.match(await install({ toolsFolder: join(folder, 'file', 'tools') }), {
    ok: false,
    reason: 'cannot-write',
    next: /file\/tools/,
  })
})

t.test('what a killed install left is removed; one that may still run is not', async t => {
  const { toolsFolder, install } = standIn(t, builtScript)
  const left = join(toolsFolder, '.installing-left')
  const running = join(toolsFolder, '.installing-running')
  for (const folder of [left, running, join(toolsFolder, 'mine')]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(left, 'gopls'), 'half')
  utimesSync(left, 1_000, 1_000)
  utimesSync(join(toolsFolder, 'mine'), 1_000, 1_000)
  await install()
  t.notOk(existsSync(left))
  t.strictSame(readdirSync(toolsFolder).toSorted(), ['.installing-running', 'gopls', 'mine'])
})

t.test('two installs at once both end well, with one gopls', async t => {
  const { toolsFolder, install } = standIn(t, builtScript)
  const results = await Promise.all([install(), install()])
  t.strictSame(
    results.map(({ ok }) => ok),
    [true, true],
  )
  t.strictSame(readdirSync(toolsFolder), ['gopls'])
})
