import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlistValue } from 'plist'
import t from 'tap'
import { readPlist } from './read-plist.js'
import { script, writeJob } from './write-job.js'

const plain = { ProgramArguments: script('true') }

t.test('takes every key it knows', async t => {
  const keys = {
    Label: 'test.job',
    ...plain,
    EnvironmentVariables: { NAME: 'a & <b>' },
    WorkingDirectory: '/tmp',
    StandardOutPath: '/tmp/ö "out"',
    StandardErrorPath: '/tmp/err',
    Umask: 0o77,
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    StartInterval: 30,
    ThrottleInterval: 10,
    ExitTimeOut: 20,
    ProcessType: 'Interactive',
    AbandonProcessGroup: true,
    LimitLoadToSessionType: 'Aqua',
    SoftResourceLimits: { NumberOfFiles: 8192 },
  }
  const { file } = await writeJob(t.testdir(), keys)
  t.same(readPlist(file), { ok: true, keys })
})

t.test('refuses with 5 what is no definition', async t => {
  const rows: Readonly<Record<string, Readonly<Record<string, PlistValue>>>> = {
    'an unknown key': { ...plain, KeepAlife: true },
    'no program': {},
    'no arguments': { ProgramArguments: [] },
    'a program that is not absolute': { ProgramArguments: ['sh'] },
    'an argument that is no string': { ProgramArguments: ['/bin/sh', 1] },
    'a boolean as string': { ...plain, RunAtLoad: 'true' },
    'a variable that is no string': { ...plain, EnvironmentVariables: { PORT: 4675 } },
    'an unknown condition': { ...plain, KeepAlive: { SuccessfulExit: false, Sunny: true } },
    'a log path with ~': { ...plain, StandardOutPath: '~/out.log' },
    'a relative log path': { ...plain, StandardErrorPath: 'err.log' },
    'a fraction of a second': { ...plain, StartInterval: 0.5 },
    'an ExitTimeOut of 0, which is for ever': { ...plain, ExitTimeOut: 0 },
    'a label with a slash': { ...plain, Label: 'a/b' },
    'an unknown process type': { ...plain, ProcessType: 'Fast' },
  }
  for (const [name, keys] of Object.entries(rows)) {
    const { file } = await writeJob(t.testdir(), keys)
    t.match(readPlist(file), { ok: false, exitCode: 5 }, name)
  }
})

t.test('refuses a file that is not as it must be', async t => {
  const home = t.testdir()
  const { file } = await writeJob(home, plain)

  t.match(readPlist(`${file}x`), { ok: false, exitCode: 2 }, 'missing')
  t.match(readPlist('test.job.plist'), { ok: false, exitCode: 5 }, 'relative')

  const link = join(home, 'link.plist')
  await symlink(file, link)
  t.match(readPlist(link), { ok: false, exitCode: 5 }, 'a symlink')

  await mkdir(join(home, 'folder.plist'))
  t.match(readPlist(join(home, 'folder.plist')), { ok: false, exitCode: 5 }, 'a folder')

  await writeFile(join(home, 'empty.plist'), '', { mode: 0o644 })
  t.match(readPlist(join(home, 'empty.plist')), { ok: false, exitCode: 5 }, 'empty')

  for (const mode of [0o664, 0o646, 0o666]) {
    await chmod(file, mode)
    t.match(readPlist(file), { ok: false, exitCode: 122 }, mode.toString(8))
  }
  await chmod(file, 0o600)
  t.match(readPlist(file), { ok: true }, '600')

  const unnamed = join(home, 'job.xml')
  await rename(file, unnamed)
  t.match(readPlist(unnamed), { ok: false, exitCode: 5 }, 'not .plist')
})
