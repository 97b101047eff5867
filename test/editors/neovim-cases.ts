import type { Test } from 'tap'
import { eventually } from '../host/eventually.js'
import type { SessionCase, SessionEnvironment } from '../session/session-environment.js'
import { blockSession } from './block-session.js'
import type { NeovimProgram } from './find-neovim.js'
import { type Neovim, openNeovim } from './neovim.js'
import { edited, hoverPlace, writeModule } from './small-module.js'

/** What a person at Neovim must never notice. */
export function buildNeovimCases(program: NeovimProgram): readonly SessionCase[] {
  return [
    {
      name: 'Neovim survives a SIGKILL and gets its hover',
      config: {},
      run: async (t, environment) => {
        const { neovim } = await startEditing(t, program, environment)
        const pid = await environment.instancePid()
        // Stopped first, so that the hover is on its way when it dies; on a busy computer it has been resumed by then.
        process.kill(pid, 'SIGSTOP')
        const hover = neovim.hover(...hoverPlace)
        await neovim.edit(edited.line, edited.text)
        process.kill(pid, 'SIGKILL')
        t.match(await hover, { ok: true, text: edited.hover })
        await eventually(async () => ((await environment.instancePid()) === pid ? undefined : true))
        t.match(await neovim.hover(...hoverPlace), { ok: true, text: edited.hover })
        t.equal(neovim.clientExit, undefined)
      },
    },
    {
      name: 'Neovim survives a hang and gets its hover',
      config: { hang: { floor: '1s' } },
      run: async (t, environment) => {
        const { neovim, root } = await startEditing(t, program, environment)
        const pid = await environment.instancePid()
        await blockSession(root, (method, params) => neovim.notify(method, params))
        t.match(await neovim.hover(...hoverPlace), { ok: true, text: edited.hover })
        t.equal(await environment.instancePid(), pid, 'nobody was killed for it')
        t.equal(neovim.clientExit, undefined)
      },
    },
  ]
}

/** With a text in the editor that is on no disk. */
async function startEditing(
  t: Test,
  program: NeovimProgram,
  { editorCommand }: SessionEnvironment,
): Promise<{ readonly neovim: Neovim; readonly root: string }> {
  const { root, file } = writeModule(t)
  const neovim = await openNeovim(t, program, { server: editorCommand, root, file })
  await neovim.edit(edited.line, edited.text)
  t.match(await neovim.hover(...hoverPlace), { ok: true, text: edited.hover })
  return { neovim, root }
}
