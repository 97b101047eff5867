import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { eventually } from '../host/eventually.js'
import { printedWhen } from './printed-job.js'
import { type StartedModel, startModel } from './start-model.js'
import { script, writeJob } from './write-job.js'

const idle = { ProgramArguments: ['/bin/true'] }

t.test('what launchctl ends with, and says', async t => {
  const model = await startModel(t)
  const { domain } = model
  const uid = domain.slice('gui/'.length)
  const { file } = await writeJob(model.home, idle)
  const rows: readonly { argv: readonly string[]; exitCode: number; stderr: string }[] = [
    {
      argv: ['print', `${domain}/test.job`],
      exitCode: 113,
      stderr: `Bad request.\nCould not find service "test.job" in domain for user gui: ${uid}\n`,
    },
    {
      argv: ['print', 'gui/999999/test.job'],
      exitCode: 112,
      stderr: 'Bad request.\nCould not find domain for user gui: 999999\n',
    },
    {
      argv: ['kickstart', `${domain}/test.job`],
      exitCode: 113,
      stderr: `Could not find service "test.job" in domain for user gui: ${uid}\n`,
    },
    {
      argv: ['list', 'test.job'],
      exitCode: 113,
      stderr: 'Could not find service "test.job" in domain for port\n',
    },
    { argv: ['bootout', `${domain}/test.job`], exitCode: 3, stderr: 'Boot-out failed: 3: No such process\n' },
    { argv: ['bootout', domain, file], exitCode: 5, stderr: 'Boot-out failed: 5: Input/output error\n' },
    {
      argv: ['bootstrap', domain, `${file}x`],
      exitCode: 2,
      stderr: 'Bootstrap failed: 2: No such file or directory\n',
    },
    {
      argv: ['bootstrap', 'gui/999999', file],
      exitCode: 125,
      stderr: 'Bootstrap failed: 125: Domain does not support specified action\n',
    },
    {
      argv: ['bootstrap', `user/${uid}`, file],
      exitCode: 134,
      stderr: 'Bootstrap failed: 134: Service cannot load in requested session\n',
    },
    { argv: ['load', file], exitCode: 64, stderr: 'Unrecognized subcommand: load\n' },
    {
      argv: ['print', 'test.job'],
      exitCode: 64,
      stderr: 'Usage: launchctl print <domain-target> | <service-target>\n',
    },
  ]
  for (const { argv, exitCode, stderr } of rows)
    t.same(await model.run(...argv), { exitCode, stdout: '', stderr }, argv.join(' '))
})

t.test('7: a label is loaded once', async t => {
  const model = await startModel(t)
  const { file } = await writeJob(model.home, idle)
  t.same(await model.run('bootstrap', model.domain, file), { exitCode: 0, stdout: '', stderr: '' })
  t.same(await model.run('bootstrap', model.domain, file), {
    exitCode: 37,
    stdout: '',
    stderr: 'Bootstrap failed: 37: Operation already in progress\n',
  })
  await model.fault('loaded-5')
  t.same(await model.run('bootstrap', model.domain, file), {
    exitCode: 5,
    stdout: '',
    stderr:
      'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.\n',
  })
  t.match(await model.run('bootout', model.domain, file), { exitCode: 0 }, 'by path')
  t.match(await model.run('print', `${model.domain}/test.job`), { exitCode: 113 })
})

t.test('6: a label stays while its process ends', async t => {
  const model = await startModel(t)
  const { file, target } = await loadStubborn(model)
  const { pid } = await printedWhen(model, 'test.job', fields => fields['state'] === 'running')
  t.match(await model.run('bootout', target), { exitCode: 0 })
  t.match(await printedWhen(model, 'test.job', () => true), { state: 'SIGTERMed', pid })
  t.match(await model.run('bootout', target), { exitCode: 36 })
  t.match(await model.run('kickstart', target), { exitCode: 37 })
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 5 })
  await model.fault('in-progress-37')
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 37 })
  process.kill(Number(pid), 'SIGKILL')
  t.same(await printedWhen(model, 'test.job', fields => !('state' in fields)), {})
  await writeJob(model.home, idle)
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 0 })
})

t.test('7: a disabled label is refused until it is enabled, also after a boot', async t => {
  const model = await startModel(t)
  const { file } = await writeJob(model.home, idle)
  const target = `${model.domain}/test.job`
  await model.run('disable', target)
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 119 })
  t.match(await model.run('print-disabled', model.domain), { stdout: '\n\t\t"test.job" => disabled\n' })
  await model.reboot()
  t.match(await model.run('print', target), { exitCode: 113 }, 'not loaded at the login')
  await model.fault('disabled-5')
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 5 })
  t.match(await model.run('enable', target), { exitCode: 0 })
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 0 })
  await model.fault('old-print-disabled')
  t.match(await model.run('print-disabled', model.domain), { stdout: '\n\t\t"test.job" => false\n' })
})

t.test('a boot loads what lies in LaunchAgents, and nothing else', async t => {
  const model = await startModel(t)
  const { file } = await writeJob(model.home, { Label: 'elsewhere', ...idle }, join(model.home, 'elsewhere'))
  await model.run('bootstrap', model.domain, file)
  await writeJob(model.home, { Label: 'here', ...idle, RunAtLoad: true })
  await model.reboot()
  t.match(await model.run('print', `${model.domain}/elsewhere`), { exitCode: 113 })
  t.match(await printedWhen(model, 'here', fields => fields['runs'] === '1'), { 'last exit code': '0' })
})

t.test('kickstart -p tells the pid, -k replaces the process', async t => {
  const model = await startModel(t)
  const { file } = await writeJob(model.home, { ProgramArguments: ['/bin/sleep', '600'] })
  const target = `${model.domain}/test.job`
  await model.run('bootstrap', model.domain, file)
  const first = await model.run('kickstart', '-p', target)
  t.match(first.stdout, /^service spawned with pid: \d+\n$/)
  t.same(await model.run('kickstart', '-p', target), first, 'it runs already')
  const second = await model.run('kickstart', '-kp', target)
  t.not(second.stdout, first.stdout)
  const fields = await printedWhen(model, 'test.job', () => true)
  t.match(fields, { runs: '2', 'last terminating signal': 'Terminated: 15' })
  t.match(await model.run('list', 'test.job'), {
    stdout: `"LastExitStatus" = 15;\n\t"PID" = ${fields['pid'] ?? ''};`,
  })
})

t.test('the program prints the answer, and ends as it says, whatever its environment', async t => {
  const model = await startModel(t)
  const launchctl = (...args: string[]) =>
    execa(model.launchctlPath, args, { reject: false, extendEnv: false, stripFinalNewline: false })
  const answer = await model.run('print-disabled', model.domain)
  t.match(await launchctl('print-disabled', model.domain), answer)
  const refusal = await model.run('print', 'gui/999999')
  t.match(await launchctl('print', 'gui/999999'), refusal)
  await model.stop()
  t.match(await launchctl('print', model.domain), { exitCode: 69, stderr: model.socket })
})

/** A job that SIGTERM does not end. */
async function loadStubborn(model: StartedModel): Promise<{ file: string; target: string }> {
  const ready = join(model.home, 'ready')
  const { file, label } = await writeJob(model.home, {
    ProgramArguments: script(`trap '' TERM; touch '${ready}'; while :; do sleep 0.05; done`),
    RunAtLoad: true,
    ExitTimeOut: 30,
  })
  await model.run('bootstrap', model.domain, file)
  await eventually(async () => existsSync(ready) || undefined)
  return { file, target: `${model.domain}/${label}` }
}
