import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '../session/request-book.js'
import type { EditorOptions, ScriptedEditor } from '../session/scripted-editor.js'
import { hoverTotal, shownFunction, startEditor } from '../session/start-editor.js'
import { makeWorkspace, type Workspace } from '../session/workspace.js'
import { type Guarded, type GuardedSetup, startGuarded } from './guarded.js'
import type { Stage } from './stage.js'

/** An editor on the drop-in, with a file open. */
export interface EditorAtWork {
  readonly editor: ScriptedEditor
  readonly workspace: Workspace
  /** Asks a question with a known answer; resolves with the time that it took, in milliseconds. */
  readonly hover: () => Promise<number>
  /** Leaves, and checks that in all this time the editor noticed nothing. */
  readonly leave: () => Promise<void>
}

export interface AtWork extends EditorAtWork {
  readonly daemon: Guarded
  /** Of the gopls that serves it. */
  readonly pid: number
}

/** A daemon, and an editor whose gopls has loaded its workspace. */
export async function startAtWork(
  stage: Stage,
  setup: GuardedSetup,
  options: Partial<EditorOptions> = {},
): Promise<AtWork> {
  const daemon = await startGuarded(stage, setup)
  await daemon.ready()
  const atWork = await openEditor(stage, daemon, options)
  await atWork.hover()
  return { ...atWork, daemon, pid: await findOccupied(daemon) }
}

const askEveryMs = 50

/** Progress that is told of at each change would be a sign of life; editors do not ask for it. */
const asEditorsAre = { settings: { verboseWorkDoneProgress: false } }

export async function openEditor(
  stage: Stage,
  daemon: Pick<Guarded, 'home' | 'gopls' | 'environment'>,
  options: Partial<EditorOptions> & { readonly workspace?: Workspace } = {},
): Promise<EditorAtWork> {
  const workspace = options.workspace ?? (await makeWorkspace(stage))
  const { home, gopls } = daemon
  const environment = {
    ...daemon.environment,
    GOPLS_GUARDIAN_HOME: home,
    GOPLS_GUARDIAN_GOPLS: gopls,
  }
  const editorCommand = { command: join(home, 'bin', 'gopls'), args: [], environment }
  const editor = await startEditor(stage, { editorCommand }, workspace, { ...asEditorsAre, ...options })
  await editor.open(workspace.uris[0])
  return {
    editor,
    workspace,
    hover: async () => {
      const askedAtMs = performance.now()
      const answer = await hoverTotal(editor, workspace)
      stage.check(isRight(answer), `the hover was answered with ${JSON.stringify(answer).slice(0, 200)}`)
      return performance.now() - askedAtMs
    },
    leave: async () => {
      const { exitCode } = await editor.leave()
      stage.check(exitCode === 0, `the drop-in ended with ${exitCode}`)
      for (const finding of editor.findings) stage.check(false, finding)
    },
  }
}

/** Hovers on and on until it is over; resolves with the longest time that one took. */
export async function askUntil(hover: () => Promise<number>, over: AbortSignal): Promise<number> {
  let slowestMs = 0
  while (!over.aborted) {
    slowestMs = Math.max(slowestMs, await hover())
    await delay(askEveryMs)
  }
  return slowestMs
}

/** The pid of the one gopls that has editors. */
export async function findOccupied(daemon: Guarded): Promise<number> {
  const { pid } = await daemon.instanceWhen(({ sessionCount, pid }) => sessionCount > 0 && pid !== null)
  return pid ?? Number.NaN
}

function isRight(answer: Answer): boolean {
  return answer.ok && shownFunction.test(JSON.stringify(answer.result))
}
