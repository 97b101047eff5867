import { join } from 'node:path'
import type { Test } from 'tap'
import type { Incident } from '../../src/supervisor/incidents/incident.js'
import { eventually } from '../host/eventually.js'
import type { SessionCase, SessionEnvironment } from '../session/session-environment.js'
import { awaitIncident } from '../supervisor/incidents/await-incident.js'
import { blockSession } from './block-session.js'
import type { DrivenEditor } from './driven-editor.js'
import { calledDefinition, calledPlace, edited, hoverPlace, writeModule } from './small-module.js'
import type { TestedEditor } from './tested-editors.js'

/** What a person at an editor must never notice. */
export function buildEditorCases(tested: TestedEditor): readonly SessionCase[] {
  return [
    {
      name: `${tested.name} survives a SIGKILL and gets its hover`,
      config: {},
      run: async (t, environment) => {
        const { editor, root } = await startEditing(t, tested, environment)
        const pid = await environment.instancePid()
        // Stopped first, so that the hover is on its way when it dies; on a busy computer it has been resumed by then.
        process.kill(pid, 'SIGSTOP')
        const hover = editor.hover(...hoverPlace)
        await editor.edit(edited.line, edited.text)
        process.kill(pid, 'SIGKILL')
        t.match(await hover, { ok: true, text: edited.hover })
        await eventually(async () => ((await environment.instancePid()) === pid ? undefined : true))
        t.match(await editor.hover(...hoverPlace), { ok: true, text: edited.hover })
        const { file, line } = calledDefinition
        t.strictSame(await editor.definition(...calledPlace), {
          ok: true,
          place: { file: join(root, file), line },
        })
        t.equal(editor.clientExit, undefined)
      },
    },
    {
      name: `${tested.name} survives a hang and gets its hover`,
      config: { hang: { floor: '1s' } },
      run: async (t, environment) => {
        const { editor, root } = await startEditing(t, tested, environment)
        const pid = await environment.instancePid()
        await blockSession(root, (method, params) => editor.notify(method, params))
        t.match(await editor.hover(...hoverPlace), { ok: true, text: edited.hover })
        t.ok(
          await awaitIncident(environment.home, isReconnected),
          'it was blocked, and given another connection',
        )
        t.equal(await environment.instancePid(), pid, 'nobody was killed for it')
        t.equal(editor.clientExit, undefined)
      },
    },
    {
      name: `${tested.name} survives a SIGKILL and then a hang in one session`,
      config: { hang: { floor: '1s' } },
      run: async (t, environment) => {
        const { editor, root } = await startEditing(t, tested, environment)
        process.kill(await environment.instancePid(), 'SIGKILL')
        t.match(await editor.hover(...hoverPlace), { ok: true, text: edited.hover })
        await blockSession(root, (method, params) => editor.notify(method, params))
        t.match(await editor.hover(...hoverPlace), { ok: true, text: edited.hover })
        t.ok(
          await awaitIncident(environment.home, isReconnected),
          'it was blocked, and given another connection',
        )
        t.equal(editor.clientExit, undefined)
      },
    },
  ]
}

function isReconnected({ action }: Incident): boolean {
  return action === 'reconnected'
}

/** With a text in the editor that is on no disk. */
async function startEditing(
  t: Test,
  tested: TestedEditor,
  { editorCommand }: SessionEnvironment,
): Promise<{ readonly editor: DrivenEditor; readonly root: string }> {
  const { root, file } = writeModule(t)
  const editor = await tested.open(t, { server: editorCommand, root, file })
  await editor.edit(edited.line, edited.text)
  t.match(await editor.hover(...hoverPlace), { ok: true, text: edited.hover })
  return { editor, root }
}
