import { join } from 'node:path'
import t from 'tap'
import { Faults } from './faults.js'
import { printedWhen } from './printed-job.js'
import { startModel } from './start-model.js'
import { writeJob } from './write-job.js'

const model = await startModel(t)
t.beforeEach(() => model.clearFaults())

const sleeper = { ProgramArguments: ['/bin/sleep', '600'], RunAtLoad: true }

t.test('a fault has a name, and a value of its own or that it was given', async t => {
  const faults = new Faults()
  t.notOk(faults.switchOn('no-such-fault'))
  t.ok(faults.switchOn('quarantine'))
  t.equal(faults.code('quarantine', 'wrong-session-type'), 155)
  t.ok(faults.switchOn('wrong-session-type=99'))
  t.equal(faults.code('wrong-session-type'), 99)
  t.ok(faults.switchOn('bootstrap-5-times=2'))
  t.same(
    [1, 2, 3].map(() => faults.takeOne('bootstrap-5-times')),
    [true, true, false],
  )
  faults.clear()
  t.notOk(faults.has('quarantine'))
})

t.test('a model does not start with a fault that it does not know', async t => {
  await t.rejects(startModel(t, { faults: ['no-such-fault'] }), /ended with 64/)
})

t.test('bootstrap ends as it was told to', async t => {
  await model.fault('bootstrap-5-times', 2)
  const { file } = await writeJob(model.home, { Label: 'job4', ...sleeper })
  const bootstrap = async () => (await model.run('bootstrap', model.domain, file)).exitCode
  t.same([await bootstrap(), await bootstrap()], [5, 5])
  await model.fault('quarantine')
  t.equal(await bootstrap(), 155)
  await model.clearFaults()
  await model.fault('wrong-session-type')
  t.equal(await bootstrap(), 134)
  await model.clearFaults()
  t.equal(await bootstrap(), 0)
})

t.test('8: where starts are put off, only a kickstart starts a job', async t => {
  await model.fault('pend-nondemand')
  const { file, label } = await writeJob(model.home, { Label: 'job5', ...sleeper })
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 0 })
  t.match(await printedWhen(model, label, () => true), {
    state: 'not running',
    'pended nondemand spawn': 'speculative',
    runs: '0',
  })
  await model.run('kickstart', `${model.domain}/${label}`)
  const fields = await printedWhen(model, label, () => true)
  t.match(fields, { state: 'running', 'immediate reason': 'non-ipc demand' })
  t.notOk('pended nondemand spawn' in fields)
})

t.test('8: a start that was put off happens when the time is better', async t => {
  await model.fault('pend-nondemand')
  const { file, label } = await writeJob(model.home, { Label: 'job6', ...sleeper })
  await model.run('bootstrap', model.domain, file)
  await model.clearFaults()
  t.match(await printedWhen(model, label, () => true), { state: 'running' })
})

t.test('without a session at the screen there is no gui domain', async t => {
  await model.fault('no-gui-session')
  const { file, label } = await writeJob(model.home, {
    Label: 'job7',
    ...sleeper,
    LimitLoadToSessionType: 'Background',
  })
  const target = `${model.domain}/${label}`
  const user = model.domain.replace('gui', 'user')
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 125 })
  t.match(await model.run('bootout', target), { exitCode: 125 })
  for (const verb of ['enable', 'kickstart', 'print'])
    t.match(await model.run(verb, target), { exitCode: 112 }, verb)
  t.match(await model.run('print-disabled', model.domain), { exitCode: 112 })
  t.match(await model.run('bootstrap', user, file), { exitCode: 0 })
  t.match(await model.run('print', `${user}/${label}`), { stdout: '\tstate = running\n' })
})

t.test('a job may be loaded and never run, whatever is said', async t => {
  await model.fault('bootstrap-zero-but-not-running')
  const { file, label } = await writeJob(model.home, { Label: 'job8', ...sleeper })
  t.match(await model.run('bootstrap', model.domain, file), { exitCode: 0 })
  t.match(await model.run('kickstart', '-p', `${model.domain}/${label}`), { exitCode: 0, stdout: '' })
  t.match(await printedWhen(model, label, () => true), { state: 'not running', runs: '0' })
})

t.test('kickstart fails as it was told to', async t => {
  await model.fault('kickstart-fails', 3)
  const { file, label } = await writeJob(model.home, { Label: 'job9', ...sleeper, RunAtLoad: false })
  await model.run('bootstrap', model.domain, file)
  t.match(await model.run('kickstart', `${model.domain}/${label}`), {
    exitCode: 3,
    stderr: `Could not kickstart service "${label}": 3: No such process\n`,
  })
  t.match(await printedWhen(model, label, () => true), { state: 'not running' })
})

t.test('a definition from another path may be ignored', async t => {
  await model.fault('keeps-old-definition')
  const old = await writeJob(model.home, { Label: 'job10', ...sleeper }, join(model.home, 'old'))
  const fresh = await writeJob(model.home, {
    Label: 'job10',
    ...sleeper,
    ProgramArguments: ['/bin/sleep', '700'],
  })
  await model.run('bootstrap', model.domain, old.file)
  t.match(await model.run('bootstrap', model.domain, fresh.file), { exitCode: 0 }, 'while it is loaded')
  await model.run('bootout', `${model.domain}/${fresh.label}`)
  await printedWhen(model, fresh.label, fields => !('state' in fields))
  t.match(await model.run('bootstrap', model.domain, fresh.file), { exitCode: 0 })
  const { stdout } = await model.run('print', `${model.domain}/${fresh.label}`)
  t.match(stdout, `\tpath = ${old.file}\n`)
  t.match(stdout, '\t\t600\n')
  await model.clearFaults()
  await model.run('bootout', `${model.domain}/${fresh.label}`)
  await printedWhen(model, fresh.label, fields => !('state' in fields))
  await model.run('bootstrap', model.domain, fresh.file)
  t.match(await printedWhen(model, fresh.label, () => true), { path: fresh.file })
})
