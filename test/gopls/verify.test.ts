import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readFileIdentity } from '../../src/gopls/gopls-binary.js'
import { dropInMarker, verifyGopls } from '../../src/gopls/verify.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { findRealGopls } from '../real/real-gopls.js'
import { writeGopls, writeProgram } from './write-program.js'

const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
const real = await findRealGopls()

const verify = (path: string, options: { readonly binFolder?: string; readonly timeoutMs?: number } = {}) =>
  verifyGopls({ path, source: 'path' }, { environment, ...options })

t.test('the real gopls is accepted with its version', { skip: real.skip }, async t => {
  const path = real.binary?.path ?? ''
  t.match(await verify(path), {
    ok: true,
    binary: { path, version: /^(v\d|\()/, source: 'path', isScript: false },
  })
})

t.test('an accepted one keeps the path it was found by, and knows the file behind it', async t => {
  const folder = realpathSync(t.testdir())
  const target = writeGopls(join(folder, 'lib', 'gopls-0.23'), 'v0.23.0')
  const path = join(folder, 'gopls')
  symlinkSync(target, path)
  t.strictSame(await verify(path), {
    ok: true,
    binary: {
      path,
      realPath: target,
      version: 'v0.23.0',
      fileIdentity: await readFileIdentity(target),
      source: 'path',
      isScript: true,
    },
  })
})

t.test('the stand-in is accepted', async t => {
  t.match(await verify(installFakeGopls(t).path), { ok: true })
})

t.test('what is no program is refused without starting it', async t => {
  const folder = t.testdir({ file: 'text', folder: {} })
  execFileSync('/usr/bin/mkfifo', ['-m', '755', join(folder, 'pipe')])
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'))
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  for (const [path, reason] of [
    [join(folder, 'nothing'), 'missing'],
    [join(folder, 'file', 'gopls'), 'missing'],
    [join(folder, 'dangling'), 'missing'],
    ['bin/gopls', 'missing'],
    [folder, 'folder'],
    [join(folder, 'file'), 'not-executable'],
    [join(folder, 'pipe'), 'not-executable'],
    [join(folder, 'loop'), 'not-executable'],
  ] as const) {
    t.match(await verify(path), { ok: false, reason, detail: /./ }, path)
  }
})

t.test('our drop-in is never the real gopls', async t => {
  const folder = t.testdir()
  const binFolder = join(folder, 'guardian', 'bin')
  const dropIn = writeGopls(join(binFolder, 'gopls'))
  const link = join(folder, 'gopls')
  symlinkSync(dropIn, link)
  const copy = writeProgram(join(folder, 'copy'), dropInMarker, "echo 'golang.org/x/tools/gopls v0.23.0'")
  const outside = writeGopls(join(folder, 'outside'))
  symlinkSync(outside, join(binFolder, 'linked-out'))
  mkdirSync(join(folder, 'empty'))

  for (const path of [dropIn, link, copy, join(binFolder, 'linked-out')]) {
    t.match(await verify(path, { binFolder }), { reason: 'our-own-drop-in' }, path)
  }
  t.match(await verify(copy), { reason: 'our-own-drop-in' })
  t.match(await verify(outside, { binFolder }), { ok: true })
  t.match(await verify(outside, { binFolder: join(folder, 'not-there') }), { ok: true })
})

t.test('a large file, or one that names the marker further down, is no drop-in', async t => {
  const folder = t.testdir()
  const large = writeProgram(
    join(folder, 'large'),
    dropInMarker,
    "echo 'golang.org/x/tools/gopls v0.23.0'; exit",
  )
  truncateSync(large, 64 * 1024)
  t.match(await verify(large), { ok: true })
  const late = writeProgram(
    join(folder, 'late'),
    `# ${'x'.repeat(1024)}`,
    dropInMarker,
    "echo 'golang.org/x/tools/gopls v0.23.0'",
  )
  t.match(await verify(late), { ok: true })
})

t.test('a program that does not answer as gopls does is refused, with its own words', async t => {
  const folder = t.testdir()
  const program = (name: string, ...lines: readonly string[]) => writeProgram(join(folder, name), ...lines)
  const noInterpreter = join(folder, 'no-interpreter')
  writeFileSync(noInterpreter, '#!/no/such/interpreter\n')
  chmodSync(noInterpreter, 0o755)
  const refused = join(folder, 'refused')
  writeFileSync(refused, '#!/usr\n')
  chmodSync(refused, 0o755)

  for (const [path, reason, detail] of [
    [program('other', 'echo "GNU gopls 1.2"'), 'not-gopls', /printed "GNU gopls 1\.2"$/],
    [program('mute'), 'not-gopls', /printed ""$/],
    [
      program('shim', 'echo "No version is set" >&2; exit 126'),
      'exited',
      /exit code 126, No version is set$/,
    ],
    [program('killed', 'kill -KILL $$'), 'exited', /: SIGKILL$/],
    [noInterpreter, 'cannot-start', /ENOENT/],
    [refused, 'cannot-start', /EACCES/],
  ] as const) {
    t.match(await verify(path), { ok: false, reason, detail }, path)
  }
})

t.test('a program that does not end is refused after the time limit', async t => {
  const path = writeProgram(join(t.testdir(), 'gopls'), 'exec sleep 60')
  t.match(await verify(path, { timeoutMs: 200 }), {
    reason: 'version-timeout',
    detail: 'did not answer `version` within 0.2 s',
  })
})

t.test('the program is asked for its version, in the environment given', async t => {
  const path = writeProgram(
    join(t.testdir(), 'gopls'),
    `[ "$*" = version ] && [ "$MARK" = yes ] && [ -z "$HOME" ] && echo 'golang.org/x/tools/gopls v0.23.0'`,
  )
  const result = await verifyGopls({ path, source: 'path' }, { environment: { MARK: 'yes' } })
  t.match(result, { ok: true })
})
