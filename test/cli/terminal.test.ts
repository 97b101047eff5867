import { PassThrough } from 'node:stream'
import t from 'tap'
import { coloured, plain } from '../../src/cli/paint.js'
import { openTerminal } from '../../src/cli/terminal.js'

function openStreams({ isTTY = false, env = {} }: { isTTY?: boolean; env?: Record<string, string> } = {}) {
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY })
  const stderr = new PassThrough({ encoding: 'utf8' })
  return { stdout, stderr, terminal: openTerminal({ stdout, stderr, env }) }
}

const colours = [
  { name: 'a terminal has colours', isTTY: true, env: {}, paint: coloured },
  { name: 'a pipe has none', isTTY: false, env: {}, paint: plain },
  { name: 'NO_COLOR takes them away', isTTY: true, env: { NO_COLOR: '1' }, paint: plain },
  { name: 'an empty NO_COLOR counts as not set', isTTY: true, env: { NO_COLOR: '' }, paint: coloured },
]
for (const { name, paint, ...streams } of colours)
  t.test(name, async t => t.equal(openStreams(streams).terminal.paint, paint))

t.test('answers go to stdout, complaints with our name to stderr', async t => {
  const { stdout, stderr, terminal } = openStreams()
  terminal.print('an answer')
  terminal.complain('a complaint')
  t.equal(stdout.read(), 'an answer\n')
  t.equal(stderr.read(), 'gopls-guardian: a complaint\n')
})

t.test('only a terminal is cleared', async t => {
  for (const isTTY of [true, false]) {
    const { stdout, terminal } = openStreams({ isTTY })
    terminal.clear()
    t.equal(stdout.read(), isTTY ? '\u001b[2J\u001b[H' : null)
  }
})

for (const code of ['EPIPE', 'ENOSPC', 'EIO'])
  t.test(`an output that takes nothing more (${code}) is told by the signal, and ends nobody`, async t => {
    const { stdout, terminal } = openStreams()
    t.notOk(terminal.readerGone.aborted)
    stdout.emit('error', Object.assign(new Error('write'), { code }))
    t.ok(terminal.readerGone.aborted)
  })
