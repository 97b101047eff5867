import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { splitFolderList } from '../../gopls/search-folders.js'
import { quoteForShell } from '../../host/quote-for-shell.js'
import { type Editor, editors } from '../editors/editor-list.js'
import type { AgentHost } from './agent-host.js'
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

/** The editors whose settings name a drop-in of this folder. */
export async function findPointingEditors(
  { homeFolder }: Places,
  binFolder: string,
): Promise<readonly PointingEditor[]> {
  const spellings = [binFolder, JSON.stringify(binFolder).slice(1, -1), quoteForShell(binFolder)]
  const pointing: PointingEditor[] = []
  for (const { id, files } of editorPlaces) {
    const editor = editors.find(each => each.id === id)
    for (const name of files) {
      const file = join(homeFolder, name)
      const text = await readFile(file, 'utf8').catch(() => '')
      if (editor && spellings.some(spelling => text.includes(spelling))) pointing.push({ editor, file })
    }
  }
  return pointing
}

async function existsAny(paths: readonly string[]): Promise<boolean> {
  const answers = await Promise.allSettled(paths.map(path => access(path)))
  return answers.some(({ status }) => status === 'fulfilled')
}
