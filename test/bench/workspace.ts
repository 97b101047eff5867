import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Lines and characters counted from 0. */
export interface Place {
  readonly line: number
  readonly character: number
}

/** A module with one file that is open in the editor. */
export interface Workspace {
  readonly name: string
  readonly root: string
  readonly file: string
  readonly text: string
  readonly hover: Place
  readonly completion: Place
}

const smallText = `package small

import "strings"

// Shout is what is hovered over.
func Shout(text string) string {
	return strings.ToUpper(text)
}
`

export function writeSmallModule(root: string): Workspace {
  mkdirSync(root)
  writeFileSync(join(root, 'go.mod'), 'module example.test/small\n\ngo 1.20\n')
  const file = join(root, 'small.go')
  writeFileSync(file, smallText)
  return describeWorkspace('small module', root, file, smallText, 'func Shout', 'strings.')
}

/** A large module that comes with every Go. */
export function findStandardLibrary(): Workspace {
  const root = join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'src')
  const file = join(root, 'strings/builder.go')
  const text = readFileSync(file, 'utf8')
  return describeWorkspace('standard library', root, file, text, 'type Builder', 'utf8.')
}

/** Hovers on the last letter of one piece of text, and completes after the other. */
function describeWorkspace(
  name: string,
  root: string,
  file: string,
  text: string,
  hovered: string,
  completed: string,
): Workspace {
  const [hover, completion] = [hovered, completed].map(piece => endOf(text, piece))
  if (!hover || !completion) throw new Error(`${file} is not what it was`)
  return { name, root, file, text, hover: { ...hover, character: hover.character - 1 }, completion }
}

function endOf(text: string, piece: string): Place | undefined {
  const at = text.indexOf(piece)
  if (at < 0) return undefined
  const lines = text.slice(0, at + piece.length).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}
