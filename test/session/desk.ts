import type { EditorDocument } from './editor-documents.js'
import type { Random } from './random.js'
import type { ScriptedEditor } from './scripted-editor.js'
import type { Workspace } from './workspace.js'

/** What one step of the script works with: an editor, its workspace, and a chance of the step's own. */
export interface Desk {
  readonly editor: ScriptedEditor
  readonly workspace: Workspace
  readonly random: Random
  /** Counts the steps; makes names that were never used before. */
  readonly step: number
  readonly findings: string[]
}

/** A promise is waited for: a person does, for what a format or a rename will do. */
export type Step = (desk: Desk) => void | Promise<void>

export type WeightedSteps = readonly (readonly [weight: number, step: Step])[]

export function pickDocument({ editor, random }: Desk): EditorDocument | undefined {
  return random.pick(editor.documents.all.filter(({ uri }) => uri.endsWith('.go')))
}

/** What stands before it is never broken, so that it can always be asked for. */
export function headerEnd(text: string): number {
  return text.indexOf('\n', text.search(/Revision\d+/)) + 1
}

/** How often this text was stamped. */
export function readRevision(text: string): number {
  return Number(/Revision(\d+)/.exec(text)?.[1])
}
