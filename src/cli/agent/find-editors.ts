import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { splitFolderList } from '../../gopls/search-folders.js'
import { quoteForShell } from '../../host/quote-for-shell.js'
import { type Editor, editors } from '../editors/editor-list.js'
import type { AgentHost } from './agent-host.js'
import { listScripts, readSmallFile } from './editor-files.js'
import { editorPlaces } from './editor-places.js'

type Places = Pick<AgentHost, 'homeFolder' | 'environment'>

/** The editors that this computer seems to have. */
export async function findEditors(places: Places): Promise<readonly Editor[]> {
  const { homeFolder, environment } = places
  const applications = ['/Applications', join(homeFolder, 'Applications')]
  const path = splitFolderList(environment['PATH'])
  const isThere = await Promise.all(
    editorPlaces.map(({ apps, programs, folders }) =>
      existsAny([
        ...apps.flatMap(app => applications.map(folder => join(folder, `${app}.app`))),
        ...programs.flatMap(program => path.map(folder => join(folder, program))),
        ...folders.map(folder => join(homeFolder, folder)),
      ]),
    ),
  )
  const found = editorPlaces.filter((_, index) => isThere[index]).map(({ id }) => id)
  return editors.filter(({ id }) => found.includes(id))
}

export interface PointingEditor {
  readonly editor: Editor
  readonly file: string
}

/**
 * The editors whose settings name a drop-in of this folder: in the usual files, and in those that `connect` wrote,
 * wherever they lie.
 */
export async function findPointingEditors(
  { homeFolder }: Places,
  binFolder: string,
  connectedFiles: readonly string[],
): Promise<readonly PointingEditor[]> {
  const pointing: PointingEditor[] = []
  const seen = new Set<string>()
  for (const { id, files, scripts } of editorPlaces) {
    const editor = editors.find(each => each.id === id)
    const below = await Promise.all(scripts.map(folder => listScripts(join(homeFolder, folder))))
    const usual = [...files.map(name => join(homeFolder, name)), ...below.flat()]
    for (const file of [...usual, ...connectedFiles.filter(each => editorOf(each) === id)]) {
      if (!editor || seen.has(file)) continue
      seen.add(file)
      if (namesFolder(await readSmallFile(file), binFolder, homeFolder)) pointing.push({ editor, file })
    }
  }
  return pointing
}

/** `connect` writes the settings of these two. */
function editorOf(settingsFile: string): string {
  return settingsFile.includes('/Cursor/') ? 'cursor' : 'vscode'
}

/** In full, or from the home folder on, as a shell, an editor or a script writes that. */
export function namesFolder(text: string, folder: string, homeFolder: string): boolean {
  const plain = text.replaceAll('\\ ', ' ')
  const isBelowHome = folder.startsWith(`${homeFolder}/`)
  const heads = isBelowHome ? ['~', 'HOME', 'HOME}', 'userHome}', '"', "'"] : []
  const tail = folder.slice(homeFolder.length)
  return spellings.some(spell =>
    [spell(folder), ...heads.map(head => head + spell(tail))].some(path => plain.includes(path)),
  )
}

/** As it is, in JSON and in sh. */
const spellings: readonly ((path: string) => string)[] = [
  path => path,
  path => JSON.stringify(path).slice(1, -1),
  path => quoteForShell(path).slice(1, -1),
]

async function existsAny(paths: readonly string[]): Promise<boolean> {
  const answers = await Promise.allSettled(paths.map(path => access(path)))
  return answers.some(({ status }) => status === 'fulfilled')
}
