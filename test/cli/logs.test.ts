import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { showLogs } from '../../src/cli/logs.js'
import { eventually } from '../host/eventually.js'
import { recordTerminal } from './recorded-terminal.js'
import { runCli } from './run-cli.js'

t.test('the last 200 lines are shown, of rotated files too where the newest has less', async t => {
  const folder = t.testdir({
    'guardian.log.1': lines(0, 150),
    'guardian.log.2': lines(150, 250),
    'guardian.log': lines(250, 260),
  })
  const terminal = recordTerminal()
  t.equal(await showLogs(terminal, join(folder, 'guardian.log'), {}), 0)
  t.equal(`${terminal.printed.join('\n')}\n`, lines(60, 260))
})

t.test('with --follow what comes is shown, across a rotation, until the reader has gone', async t => {
  const path = join(t.testdir({ 'guardian.log': lines(0, 1) }), 'guardian.log')
  const terminal = recordTerminal({ readerStays: 3 })
  const ended = showLogs(terminal, path, { follow: true }, 5)
  const shown = (text: string) =>
    eventually(async () => terminal.printed.join('\n').includes(text) || undefined)
  await shown('line 0')
  appendFileSync(path, lines(1, 2))
  await shown('line 1')
  appendFileSync(path, lines(2, 3))
  renameSync(path, `${path}.1`)
  writeFileSync(path, lines(3, 4))
  t.equal(await ended, 0)
  const text = `${terminal.printed.join('\n')}\n`
  t.equal(text, lines(0, text.split('\n').length - 1))
  t.match(text, /line 2\n/)
})

t.test('with --json the lines are printed as they are', async t => {
  const line = '{"level":30,"time":"2026-11-22T09:05:07.040Z","event":"x"}'
  const terminal = recordTerminal()
  const path = join(t.testdir({ 'guardian.log': `${line}\n${line}\n` }), 'guardian.log')
  t.equal(await showLogs(terminal, path, { json: true }), 0)
  t.equal(terminal.printed.join('\n'), `${line}\n${line}`)
})

t.test('a log without a line says so', async t => {
  const path = join(t.testdir({}), 'guardian.log')
  const terminal = recordTerminal()
  t.equal(await showLogs(terminal, path, {}), 0)
  t.match(terminal.complaints, [/guardian\.log has no line yet\./])
})

t.test('from the command line, where there is no daemon yet', async t => {
  const home = t.testdir({})
  t.match(await runCli(['logs'], home), {
    exitCode: 1,
    stdout: '',
    stderr: /cannot be read: .*ENOENT.*gopls-guardian run/,
  })
  await mkdir(join(home, 'logs'))
  writeFileSync(join(home, 'logs', 'guardian.log'), 'raw\n')
  t.match(await runCli(['logs'], home), { exitCode: 0, stdout: 'raw', stderr: '' })
  t.match(await runCli(['logs', '--json'], home), { exitCode: 0, stdout: 'raw', stderr: '' })
})

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join('')
}
