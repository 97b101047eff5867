import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { stopProcess } from '../host/stop-process.js'
import { findRealGopls } from '../real/real-gopls.js'
import { realCommand } from '../session/real-command.js'
import { isRunning } from '../supervisor/is-running.js'
import { blockSession } from './block-session.js'
import { findNeovim } from './find-neovim.js'
import { openNeovim } from './neovim.js'
import { edited, hoverPlace, writeModule } from './small-module.js'

const { skip: noGopls, binary } = await findRealGopls()
const { skip: noNeovim, program } = findNeovim()
const skip = noGopls || noNeovim
const silenceMs = 2_000

t.test('Neovim hovers over the edited text, and is told what is wrong with it', { skip }, async t => {
  const { neovim } = await openPlain(t)
  t.match(await neovim.hover(...hoverPlace), { ok: true, text: /func Old\(\)[\s\S]*Old is on disk\./ })
  await neovim.edit(edited.line, edited.text)
  t.match(await neovim.hover(...hoverPlace), { ok: true, text: edited.hover })
  const diagnostics = await neovim.diagnosticsWhen(({ length }) => length > 0)
  t.match(diagnostics, [{ line: edited.line, message: /cannot use n/ }])
  await neovim.edit(edited.line, 'func New() {}')
  t.same(await neovim.diagnosticsWhen(({ length }) => length === 0), [])
  t.equal(neovim.clientExit, undefined)
})

t.test('without the drop-in, SIGKILL of gopls ends the client of Neovim for good', { skip }, async t => {
  const { neovim, pid } = await openPlain(t)
  await stopProcess(pid)
  const hover = neovim.hover(...hoverPlace)
  await neovim.edit(edited.line, edited.text)
  process.kill(pid, 'SIGKILL')
  t.same(await hover, { ok: false, why: 'the client is gone' })
  t.match(await neovim.clientExited(), { signal: 9 })
  t.same(await neovim.hover(...hoverPlace), { ok: false, why: 'no client' })
})

t.test('without the drop-in, a blocked session stays silent', { skip }, async t => {
  const { neovim, root } = await openPlain(t)
  t.match(await neovim.hover(...hoverPlace), { ok: true })
  await blockSession(root, (method, params) => neovim.notify(method, params))
  const hover = neovim.hover(...hoverPlace)
  t.equal(await Promise.race([hover, delay(silenceMs, 'silent')]), 'silent')
})

/** Neovim on a gopls of its own; the shell tells the process id, as Neovim does not. */
async function openPlain(t: Test) {
  if (!program || !binary) throw new Error('skipped')
  const { root, file } = writeModule(t)
  const pidFile = join(root, 'gopls.pid')
  const real = realCommand(binary.path)
  const server = {
    ...real,
    command: '/bin/sh',
    args: ['-c', 'echo $$ >"$0" && exec "$@"', pidFile, real.command],
  }
  const neovim = await openNeovim(t, program, { server, root, file })
  const pid = Number(readFileSync(pidFile, 'utf8'))
  // A blocked gopls does not notice that its editor is gone.
  t.teardown(() => isRunning(pid).then(runs => runs && process.kill(pid, 'SIGKILL')))
  return { neovim, root, pid }
}
