import { join } from 'node:path'
import type { Test } from 'tap'

/** What the function of the module becomes in the editor, and what hovering over its name shows then. */
export const edited = {
  line: 3,
  text: 'func New(n int) string { return n }',
  hover: /func New\(n int\) string/,
}

/** On the name of the function; line and column counted from 0. */
export const hoverPlace = [3, 6] as const

/** On the call of a function that is defined in another file, and where that is. */
export const calledPlace = [5, 32] as const
export const calledDefinition = { file: 'called.go', line: 3 }

export function writeModule(t: Test): { readonly root: string; readonly file: string } {
  const root = t.testdir({
    'go.mod': 'module example.test/small\n\ngo 1.20\n',
    'small.go':
      'package small\n\n// Old is on disk.\nfunc Old() {}\n\nfunc Calls() string { return Called() }\n',
    'called.go':
      'package small\n\n// Called is in a file that is not open.\nfunc Called() string { return "" }\n',
  })
  return { root, file: join(root, 'small.go') }
}
