import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openTraceSink } from '../../src/relay/trace-sink.js'

t.test('the file is begun anew, for nobody else, and has each entry at once', async t => {
  const file = join(t.testdir({}), 'trace')
  writeFileSync(file, 'of the last start')
  const sink = openTraceSink(file)
  sink('one ')
  t.equal(readFileSync(file, 'utf8'), 'one ')
  sink('two')
  t.equal(readFileSync(file, 'utf8'), 'one two')
  const other = join(t.testdir({}), 'other')
  openTraceSink(other)
  t.equal(statSync(other).mode & 0o777, 0o600)
})

t.test('auto is a file of temporary ones, named as by gopls', async t => {
  const folder = t.testdir({})
  const { TMPDIR } = process.env
  t.teardown(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  })
  process.env['TMPDIR'] = folder
  openTraceSink('auto')('here')
  t.equal(readFileSync(join(folder, `gopls-${process.pid}.log`), 'utf8'), 'here')
})

t.test('a file that cannot be written ends no session', async t => {
  t.doesNotThrow(() => openTraceSink('/no/such/folder/trace')('x'))
  t.doesNotThrow(() => openTraceSink('/dev/full')('x'), { skip: process.platform !== 'linux' })
})
