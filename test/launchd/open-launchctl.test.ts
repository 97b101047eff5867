import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { LaunchctlAnswer, Printed } from '../../src/launchd/launchctl.js'
import { findLaunchctl, openLaunchctl, readAnswer } from '../../src/launchd/open-launchctl.js'

const label = 'dev.gopls-guardian.agent'

/** A launchctl that writes down its arguments and then does what the script says. */
async function openScript(t: Test, script: string) {
  const folder = t.testdir({})
  const program = join(folder, 'launch ctl')
  await writeFile(program, `#!/bin/sh\nprintf '[%s]' "$@" > "$RECORD"\n${script}\n`)
  await chmod(program, 0o755)
  const record = join(folder, 'record')
  const launchctl = openLaunchctl({ program, uid: 501, environment: { RECORD: record } })
  return { launchctl, readArguments: () => readFile(record, 'utf8') }
}

t.test('every verb is said as launchctl understands it', async t => {
  const { launchctl, readArguments } = await openScript(t, '')
  const job = `[gui/501/${label}]`
  const rows: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => launchctl.bootout(label), `[bootout]${job}`],
    [() => launchctl.enable(label), `[enable]${job}`],
    [() => launchctl.bootstrap('/Users/a b/x.plist'), '[bootstrap][gui/501][/Users/a b/x.plist]'],
    [() => launchctl.kickstart(label), `[kickstart]${job}`],
    [() => launchctl.kickstart(label, { kill: false }), `[kickstart]${job}`],
    [() => launchctl.kickstart(label, { kill: true }), `[kickstart][-k]${job}`],
    [() => launchctl.print(label), `[print]${job}`],
    [() => launchctl.printDisabled(), '[print-disabled][gui/501]'],
  ]
  for (const [call, expected] of rows) {
    await call()
    t.equal(await readArguments(), expected)
  }
  t.equal(launchctl.domain, 'gui/501')
})

t.test('what it said comes with its exit code', async t => {
  const { launchctl } = await openScript(
    t,
    'echo "Boot-out failed: 36: Operation now in progress" >&2; exit 36',
  )
  t.strictSame(await launchctl.bootout(label), {
    exitCode: 36,
    said: 'Boot-out failed: 36: Operation now in progress',
  } satisfies LaunchctlAnswer)
})

t.test('a success is 0, whatever it said', async t => {
  const { launchctl } = await openScript(t, 'echo 4711; echo careful >&2')
  t.strictSame(await launchctl.kickstart(label), { exitCode: 0, said: '4711\ncareful' })
})

t.test('a launchctl that is not there is an answer without an exit code', async t => {
  const program = join(t.testdir({}), 'nowhere')
  const launchctl = openLaunchctl({ program, uid: 501, environment: {} })
  t.match(await launchctl.enable(label), { exitCode: null, said: /nowhere/ })
  t.match(await launchctl.print(label), { kind: 'unreadable', answer: { exitCode: null } })
  t.equal((await launchctl.printDisabled()).size, 0)
})

t.test('one that took too long is an answer without an exit code, with what it had said', async t => {
  const message = '/bin/launchctl took longer than 30000 ms'
  const result = { ok: false, reason: 'timeout', signal: 'SIGKILL', stdout: '', stderr: 'waiting\n' } as const
  t.strictSame(readAnswer({ ...result, exitCode: null, message }), {
    exitCode: null,
    said: `${message}\nwaiting`,
  })
})

const printedRows: readonly (readonly [string, string, Partial<Printed>])[] = [
  [
    'a loaded job',
    `printf 'gui/501/${label} = {\\n\\tstate = running\\n\\tpid = 7\\n}\\n'`,
    { kind: 'loaded', job: { state: 'running', pid: 7 } } as Printed,
  ],
  [
    'an unknown label',
    'echo "Bad request." >&2; echo "Could not find service" >&2; exit 113',
    { kind: 'unknown-label' },
  ],
  [
    'no such domain',
    'echo Bad request. >&2; exit 112',
    { kind: 'unreadable', answer: { exitCode: 112, said: 'Bad request.' } },
  ],
  ['no session', 'exit 125', { kind: 'unreadable', answer: { exitCode: 125, said: '' } }],
  ['a success without a job', 'echo hello', { kind: 'unreadable', answer: { exitCode: 0, said: 'hello' } }],
]

for (const [name, script, expected] of printedRows) {
  t.test(`print: ${name}`, async t => {
    const { launchctl } = await openScript(t, script)
    t.match(await launchctl.print(label), expected)
  })
}

t.test('overrides are read from print-disabled', async t => {
  const { launchctl } = await openScript(
    t,
    `printf '\\n\\tdisabled services = {\\n\\t\\t"${label}" => disabled\\n\\t}\\n'`,
  )
  t.strictSame([...(await launchctl.printDisabled())], [[label, true]])
})

t.test('launchctl is the one that is set, or that of macOS, or none', async t => {
  const environment = { GOPLS_GUARDIAN_LAUNCHCTL: '/tmp/model/launchctl' }
  t.equal(findLaunchctl({ platform: 'linux', environment }), '/tmp/model/launchctl')
  t.equal(findLaunchctl({ platform: 'darwin', environment }), '/tmp/model/launchctl')
  t.equal(findLaunchctl({ platform: 'darwin', environment: {} }), '/bin/launchctl')
  t.equal(findLaunchctl({ platform: 'linux', environment: {} }), undefined)
  t.equal(findLaunchctl({ platform: 'linux', environment: { GOPLS_GUARDIAN_LAUNCHCTL: '' } }), undefined)
})
