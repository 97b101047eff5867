import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The files of Lua, Vim script and Emacs Lisp in this folder, the outermost first. Dotfiles are often links, which are
 * followed; the limit ends a circle of them.
 */
export async function listScripts(root: string): Promise<readonly string[]> {
  const files: string[] = []
  const folders = [root]
  for (const folder of folders) {
    for (const entry of await list(folder)) {
      const path = join(folder, entry.name)
      if (/\.(lua|vim|el)$/.test(entry.name)) files.push(path)
      else if (isFolder(entry) && folders.length < maxFolders) folders.push(path)
    }
    if (files.length >= maxFiles) break
  }
  return files.slice(0, maxFiles)
}

/** Empty where it cannot be read, or is larger than what a person writes. */
export async function readSmallFile(file: string): Promise<string> {
  try {
    const stats = await stat(file)
    return stats.isFile() && stats.size <= maxBytes ? await readFile(file, 'utf8') : ''
  } catch {
    return ''
  }
}

const maxFiles = 2_000
const maxFolders = 500
const maxBytes = 1024 * 1024

function list(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}

/** Not one of packages that an editor has fetched: there may be thousands of files in it. */
function isFolder(entry: Dirent): boolean {
  return (
    (entry.isDirectory() || entry.isSymbolicLink()) &&
    !['.git', 'elpa', 'straight', 'node_modules'].includes(entry.name)
  )
}
