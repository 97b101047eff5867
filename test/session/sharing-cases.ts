import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '../host/eventually.js'
import { judgeSession } from './oracle.js'
import type { SessionCase, SessionEnvironment } from './session-environment.js'
import { hoverTotal, shownFunction, startEditor } from './start-editor.js'
import { work } from './workload.js'
import { makeWorkspace } from './workspace.js'

const preload = new URL('deny-sockets.js', import.meta.url).href
const seed = 7
const steps = 80

export const sharingCases: readonly SessionCase[] = [
  {
    name: 'ten editors on one workspace share one gopls',
    config: {},
    run: async (t, environment) => {
      const workspace = await makeWorkspace(t)
      const editors = await Promise.all(
        Array.from({ length: 10 }, () => startEditor(t, environment, workspace)),
      )
      for (const editor of editors) {
        await editor.open(workspace.uris[0])
        t.match(await hoverTotal(editor, workspace), { result: { contents: { value: shownFunction } } })
      }
      t.same(await readSessionCounts(environment), [10])
      for (const editor of editors) t.match(await editor.leave(), { exitCode: 0 })
      t.same(
        editors.flatMap(({ findings }) => findings),
        [],
      )
    },
  },
  {
    name: 'an editor at work does not notice the death of the daemon, nor its return',
    config: {},
    run: async (t, environment) => {
      const { daemon, realGopls } = environment
      const workspace = await makeWorkspace(t)
      const editor = await startEditor(t, environment, workspace)
      const pid = await environment.instancePid()
      let isDead = false
      const dying = delay(300)
        .then(() => daemon.kill())
        .finally(() => {
          isDead = true
        })
      const findings = [...(await work(editor, { seed, workspace, goOn: done => done < steps || !isDead }))]
      await dying
      findings.push(...(await work(editor, { seed: seed + 1, workspace, goOn: done => done < steps })))
      await daemon.restart()
      findings.push(...(await work(editor, { seed: seed + 2, workspace, goOn: done => done < steps })))
      t.equal(await eventually(() => environment.instancePid().catch(() => undefined)), pid)
      t.same(await readSessionCounts(environment), [1], 'the session is known again')
      const trial = { editor, workspace, realGopls, deaths: 'none' } as const
      t.same([...findings, ...(await judgeSession(t, trial))], [])
    },
  },
  ...(['relay.sock', 'any'] as const).map(
    (denied): SessionCase => ({
      name: `an editor that may not connect to ${denied === 'any' ? 'any socket' : denied} has a gopls all the same`,
      config: {},
      run: async (t, environment) => {
        const workspace = await makeWorkspace(t)
        const editor = await startEditor(
          t,
          denySockets(environment, denied === 'any' ? '' : 'relay\\.sock$'),
          workspace,
        )
        const findings = await work(editor, { seed, workspace, goOn: done => done < steps })
        const trial = { editor, workspace, realGopls: environment.realGopls, deaths: 'none' } as const
        t.same([...findings, ...(await judgeSession(t, trial))], [])
      },
    }),
  ),
]

/** Of the instances that have any. */
async function readSessionCounts(environment: SessionEnvironment): Promise<readonly number[]> {
  const { instances } = await environment.status()
  return instances.map(({ sessionCount }) => sessionCount).filter(count => count > 0)
}

/** As in a sandbox: the drop-in may not connect to Unix sockets of these paths. */
function denySockets(
  { editorCommand }: SessionEnvironment,
  pattern: string,
): Pick<SessionEnvironment, 'editorCommand'> {
  const environment = {
    ...editorCommand.environment,
    NODE_OPTIONS: `--import ${preload}`,
    DENY_SOCKETS: pattern,
  }
  return { editorCommand: { ...editorCommand, environment } }
}
