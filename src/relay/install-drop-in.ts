import type { Stats } from 'node:fs'
import { lstat, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { ensurePrivateFolder } from '../host/private-folder.js'
import { buildDropIn, type DropInFacts, readDropInTemplate } from './drop-in.js'

export type InstallResult =
  | { readonly ok: true; readonly path: string; readonly changed: boolean }
  | { readonly ok: false; readonly message: string }

const programMode = 0o755

/** Puts the drop-in into `binFolder` as `gopls`; a file that is right already is left alone. */
export async function installDropIn(binFolder: string, facts: DropInFacts): Promise<InstallResult> {
  const path = join(binFolder, 'gopls')
  try {
    const text = buildDropIn(readDropInTemplate(), facts)
    if (await isAsWritten(path, text)) return { ok: true, path, changed: false }
    for (const folder of [dirname(binFolder), binFolder]) {
      const result = await ensurePrivateFolder(folder)
      if (!result.ok) return result
    }
    // A link would be followed, and what it leads to, perhaps the real gopls, be overwritten.
    if ((await look(path))?.isSymbolicLink()) await rm(path)
    // By rename: a sh that reads the old one goes on reading the old one.
    await writeFileAtomic(path, text, { mode: programMode })
    return { ok: true, path, changed: true }
  } catch (error) {
    return { ok: false, message: String(error) }
  }
}

async function isAsWritten(path: string, text: string): Promise<boolean> {
  const stats = await look(path)
  if (!stats?.isFile() || (stats.mode & 0o777) !== programMode) return false
  return (await readFile(path, 'utf8')) === text
}

function look(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined)
}
