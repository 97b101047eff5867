import type { Scope } from '../fake-gopls/served-gopls.js'
import type { OutsideProgram } from '../host/outside-program.js'
import type { DrivenEditor, EditedFile } from './driven-editor.js'
import { openEmacs } from './emacs.js'
import { findEmacs } from './find-emacs.js'
import { findNeovim } from './find-neovim.js'
import { openNeovim } from './neovim.js'

export interface TestedEditor {
  readonly name: string
  /** For tap's option of that name: false, or the reason. */
  readonly skip: false | string
  open(scope: Scope, file: EditedFile): Promise<DrivenEditor>
}

export const testedEditors: readonly TestedEditor[] = [
  offer('Neovim', findNeovim(), openNeovim),
  offer('Emacs', findEmacs(), openEmacs),
]

function offer(
  name: string,
  program: OutsideProgram | undefined,
  open: (scope: Scope, program: OutsideProgram, file: EditedFile) => Promise<DrivenEditor>,
): TestedEditor {
  const missing = `no ${name}: neither on PATH nor in .dev/debian, where .ci/run unpacks it`
  return {
    name,
    skip: program ? false : missing,
    open: async (scope, file) => {
      if (!program) throw new Error(missing)
      return open(scope, program, file)
    },
  }
}
