import type { Scope } from '../fake-gopls/served-gopls.js'
import { judgeSession } from '../session/oracle.js'
import type { Deaths } from '../session/own-errors.js'
import type { ScriptedEditor } from '../session/scripted-editor.js'
import { startEditor } from '../session/start-editor.js'
import type { EditorCommand } from '../session/wire.js'
import { work } from '../session/workload.js'
import type { Workplace } from './workplaces.js'

export interface Shift {
  readonly editorCommand: EditorCommand
  /** What a session is compared with when it is over. */
  readonly realGopls: EditorCommand
  readonly seed: number
  readonly deaths: Deaths
  /** Aborted when everybody is to go home. */
  readonly over: AbortSignal
  readonly onEditor: (editor: ScriptedEditor) => void
}

const visitMs = 45_000
/** A fresh gopls loads the whole standard library on a busy computer within this time. */
const judgeLimitMs = 120_000

/** One editor's work until the shift is over: one session, or one visit after another. Resolves with all findings. */
export async function workAt(scope: Scope, place: Workplace, shift: Shift): Promise<readonly string[]> {
  const findings: string[] = []
  for (let visit = 0; visit === 0 || (place.isVisitor && !shift.over.aborted); visit += 1)
    findings.push(...(await workOnce(scope, place, { ...shift, seed: shift.seed + visit })))
  return findings.map(finding => `${place.name}: ${finding}`)
}

async function workOnce(scope: Scope, place: Workplace, shift: Shift): Promise<readonly string[]> {
  const { name, workspace, overlays, steps, isVisitor } = place
  const { editorCommand, realGopls, seed, deaths, over, onEditor } = shift
  const editor = await startEditor(scope, { editorCommand }, workspace, { name })
  onEditor(editor)
  for (const [uri, text] of overlays) await editor.open(uri, text)
  const leavesAtMs = performance.now() + (isVisitor ? visitMs : Infinity)
  const goOn = (): boolean => !over.aborted && performance.now() < leavesAtMs
  const findings = [...(await work(editor, { seed, workspace, goOn, steps }))]
  if (goOn()) findings.push('stopped working: an answer took too long, or the server ended')
  const trial = { editor, workspace, realGopls, deaths, limitMs: judgeLimitMs }
  return [...findings, ...(await judgeSession(scope, trial))]
}
