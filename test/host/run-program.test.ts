import { join } from 'node:path'
import t from 'tap'
import { type ProgramOptions, runProgram } from '../../src/host/run-program.js'

const options = { timeoutMs: 30_000, env: { PATH: '/usr/bin:/bin' } }

function runShell(script: string, more: Partial<ProgramOptions> = {}) {
  return runProgram('/bin/sh', ['-c', script], { ...options, ...more })
}

t.test('a program that succeeds gives all it printed', async t => {
  t.strictSame(await runShell('echo out; echo err >&2'), { ok: true, stdout: 'out\n', stderr: 'err\n' })
})

t.test('a program that fails gives its exit code and what it printed', async t => {
  t.match(await runShell('echo out; echo err >&2; exit 3'), {
    ok: false,
    reason: 'failed',
    exitCode: 3,
    signal: null,
    stdout: 'out\n',
    stderr: 'err\n',
    message: /exit code 3/,
  })
})

t.test('a program that a signal ended gives the signal', async t => {
  t.match(await runShell('kill -TERM $$'), {
    ok: false,
    reason: 'failed',
    exitCode: null,
    signal: 'SIGTERM',
  })
})

t.test('a missing program is said to be missing', async t => {
  const file = join(t.testdir({}), 'nowhere')
  t.match(await runProgram(file, [], options), { ok: false, reason: 'missing', exitCode: null, signal: null })
})

t.test('a file that is no program is refused', async t => {
  const folder = t.testdir({ notes: 'no program' })
  for (const file of [folder, join(folder, 'notes')])
    t.match(await runProgram(file, [], options), { ok: false, reason: 'refused', exitCode: null }, file)
})

t.test('a program that takes too long is ended, and what it printed is kept', async t => {
  t.match(await runShell('echo begun; exec sleep 60', { timeoutMs: 2_000 }), {
    ok: false,
    reason: 'timeout',
    signal: 'SIGKILL',
    stdout: 'begun\n',
    message: /2000 ms/,
  })
})

t.test('a child of the program that holds the output does not outwait the limit', async t => {
  const result = await runShell('sleep 60 & echo $!; wait', { timeoutMs: 2_000 })
  t.match(result, { ok: false, reason: 'timeout' })
  t.ok(process.kill(Number(result.stdout), 'SIGKILL'), 'the child still lived')
})

t.test('a program that succeeded is a success, though a child of it holds the output', async t => {
  const result = await runShell('sleep 60 & echo $!', { timeoutMs: 2_000 })
  t.match(result, { ok: true })
  t.ok(process.kill(Number(result.stdout), 'SIGKILL'), 'the child still lived')
})

t.test('output without end is cut off', async t => {
  const result = await runProgram('yes', [], options)
  t.match(result, { ok: false, reason: 'failed' })
  t.equal(result.stdout.length, 4 * 1024 * 1024)
})

t.test('the child gets the given environment and folder, and nothing else', async t => {
  const cwd = t.testdir({})
  t.match(await runProgram('env', [], { ...options, env: { ...options.env, ANSWER: '42' }, cwd }), {
    ok: true,
    stdout: `PATH=${options.env.PATH}\nANSWER=42\n`,
  })
  t.match(await runShell('pwd', { cwd }), { ok: true, stdout: `${cwd}\n` })
})

t.test('progress comes piece by piece, with no letter torn apart', async t => {
  const pieces: string[] = []
  const result = await runShell(String.raw`printf 'caf\303' >&2; sleep 0.2; printf '\251 done' >&2`, {
    onProgress: text => pieces.push(text),
  })
  t.match(result, { ok: true, stderr: 'café done' })
  t.equal(pieces.join(''), 'café done')
})
