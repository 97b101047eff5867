import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { stopProcess } from '../host/stop-process.js'
import { findRealGopls } from '../real/real-gopls.js'
import { realCommand } from '../session/real-command.js'
import { isRunning } from '../supervisor/is-running.js'
import { blockSession } from './block-session.js'
import { edited, hoverPlace, writeModule } from './small-module.js'
import { type TestedEditor, testedEditors } from './tested-editors.js'

const { skip: noGopls, binary } = await findRealGopls()
const silenceMs = 2_000

for (const tested of testedEditors) {
  const { name } = tested
  const skip = noGopls || tested.skip

  t.test(`${name} hovers over the edited text, and is told what is wrong with it`, { skip }, async t => {
    const { editor } = await openPlain(t, tested)
    t.match(await editor.hover(...hoverPlace), { ok: true, text: /func Old\(\)[\s\S]*Old is on disk\./ })
    await editor.edit(edited.line, edited.text)
    t.match(await editor.hover(...hoverPlace), { ok: true, text: edited.hover })
    const diagnostics = await editor.diagnosticsWhen(({ length }) => length > 0)
    t.match(diagnostics, [{ line: edited.line, message: /cannot use n/ }])
    await editor.edit(edited.line, 'func New() {}')
    t.same(await editor.diagnosticsWhen(({ length }) => length === 0), [])
    t.equal(editor.clientExit, undefined)
  })

  t.test(`without the drop-in, SIGKILL of gopls ends the client of ${name} for good`, { skip }, async t => {
    const { editor, pid } = await openPlain(t, tested)
    await stopProcess(pid)
    const hover = editor.hover(...hoverPlace)
    await editor.edit(edited.line, edited.text)
    process.kill(pid, 'SIGKILL')
    t.match(await hover, { ok: false })
    t.match(await editor.clientExited(), { signal: 9 })
    t.same(await editor.hover(...hoverPlace), { ok: false, why: 'no client' })
  })

  t.test(`without the drop-in, a blocked session of ${name} stays silent`, { skip }, async t => {
    const { editor, root } = await openPlain(t, tested)
    t.match(await editor.hover(...hoverPlace), { ok: true })
    await blockSession(root, (method, params) => editor.notify(method, params))
    const hover = editor.hover(...hoverPlace)
    t.equal(await Promise.race([hover, delay(silenceMs, 'silent')]), 'silent')
  })
}

/** An editor on a gopls of its own; the shell tells the process id, as the editor does not. */
async function openPlain(t: Test, tested: TestedEditor) {
  if (!binary) throw new Error('skipped')
  const { root, file } = writeModule(t)
  const pidFile = join(root, 'gopls.pid')
  const real = realCommand(binary.path)
  const server = {
    ...real,
    command: '/bin/sh',
    args: ['-c', 'echo $$ >"$0" && exec "$@"', pidFile, real.command],
  }
  const editor = await tested.open(t, { server, root, file })
  const pid = Number(readFileSync(pidFile, 'utf8'))
  // A blocked gopls does not notice that its editor is gone.
  t.teardown(() => isRunning(pid).then(runs => runs && process.kill(pid, 'SIGKILL')))
  return { editor, root, pid }
}
