import { readFile } from 'node:fs/promises'
import type { Scope } from '../fake-gopls/served-gopls.js'
import { compareWithFresh } from './compare-with-fresh.js'
import { type Deaths, findWrongErrors } from './own-errors.js'
import type { ScriptedEditor } from './scripted-editor.js'
import { generateCommand } from './session-steps.js'
import type { EditorCommand } from './wire.js'
import type { Workspace } from './workspace.js'

export interface Trial {
  readonly editor: ScriptedEditor
  readonly workspace: Workspace
  /** A real gopls, without anything of ours in between. */
  readonly realGopls: EditorCommand
  readonly deaths: Deaths
  /** How long the last answers, and diagnostics, may take. */
  readonly limitMs?: number
}

/**
 * What the editor noticed and should not have; nothing, if all is well. The session must be at rest: nobody types or
 * kills any more. It is ended as LSP says.
 */
export async function judgeSession(scope: Scope, trial: Trial): Promise<readonly string[]> {
  const { editor, workspace, realGopls, deaths, limitMs = 30_000 } = trial
  const isAtRest = await editor.until(() => editor.book.unanswered === 0, limitMs)
  const differences = isAtRest ? await compareWithFresh(scope, editor, workspace, realGopls, limitMs) : []
  const isProgressEnded = await editor.until(() => editor.told.openProgress.length === 0, limitMs)
  return [
    ...differences,
    ...(isProgressEnded ? [] : [`progress was never ended: ${editor.told.openProgress.join(', ')}`]),
    ...(await findRepeatedEffects(editor, workspace)),
    ...(isAtRest ? await findBadEnd(editor) : []),
    ...findWrongErrors(editor.book.requests, deaths),
    ...editor.findings,
  ]
}

async function findRepeatedEffects(
  { book }: ScriptedEditor,
  workspace: Workspace,
): Promise<readonly string[]> {
  const asked = book.requests.filter(({ effects }) => effects === generateCommand).length
  const trace = await readFile(workspace.generatedPath, 'utf8').catch(() => '')
  const carriedOut = trace.split('\n').length - 1
  return carriedOut > asked
    ? [`${generateCommand} was asked ${asked} times and carried out ${carriedOut} times`]
    : []
}

async function findBadEnd(editor: ScriptedEditor): Promise<readonly string[]> {
  if (!editor.hasEnded) editor.leave()
  const { exitCode, signal, stderr } = await editor.ended
  return exitCode === 0 ? [] : [`the server ended with ${exitCode ?? signal}: ${stderr}`]
}
