import { constants } from 'node:fs'
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { WriteResult } from '../host/private-file.js'
import { runProgram } from '../host/run-program.js'
import { errorCode } from '../host/system-error.js'
import { parsePlist } from './plist-text.js'

export type PlistFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'ours'; readonly text: string; readonly programArguments: readonly string[] }
  /** Not written by us, so not ours to change; `reason` is a sentence that names it and says what to do. */
  | { readonly kind: 'foreign'; readonly reason: string }

/** What lies where an agent's plist goes. */
export async function readPlistFile(file: string): Promise<PlistFile> {
  try {
    const stats = await lstat(file)
    if (stats.isSymbolicLink()) return foreign(file, 'is a symbolic link')
    if (!stats.isFile()) return foreign(file, 'is not a file')
    if (stats.size > maxBytes) return foreign(file, 'is too large for a plist of ours')
    const text = await readFile(file, 'utf8')
    const programArguments = readProgramArguments(text)
    const [program] = programArguments
    if (program === undefined) return foreign(file, 'is no plist of ours')
    if (!ourPrograms.includes(basename(program))) return foreign(file, `starts ${program}, which is not ours`)
    return { kind: 'ours', text, programArguments }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' }
    return foreign(file, `cannot be read (${String(error)})`)
  }
}

const maxBytes = 64 * 1024
const ourPrograms: readonly string[] = ['gopls-guardian', 'gopls-guardian-watchdog']

function foreign(file: string, what: string): PlistFile {
  return { kind: 'foreign', reason: `${file} ${what}. Move it away, then try again.` }
}

interface PlistKeys {
  readonly ProgramArguments?: unknown
}

function readProgramArguments(text: string): readonly string[] {
  const parsed = parsePlist(text)
  const { ProgramArguments: words } = Object(parsed.ok ? parsed.value : undefined) as PlistKeys
  return Array.isArray(words) && words.every(word => typeof word === 'string') ? words : []
}

/**
 * Writes a plist as launchd wants it: whole, 0644 whatever the umask, and not marked as downloaded (macOS 27 refuses
 * such a one). The temporary file does not end in `.plist`: launchd would load it at the next login.
 */
export async function writePlistFile(
  file: string,
  text: string,
  platform: NodeJS.Platform,
): Promise<WriteResult> {
  const temporary = `${file}.new`
  try {
    await mkdir(dirname(file), { recursive: true })
    await rm(temporary, { force: true })
    const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL)
    try {
      await handle.chmod(0o644)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (platform === 'darwin') await stripQuarantine(temporary)
    await rename(temporary, file)
    return { ok: true }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    return { ok: false, message: `${file} cannot be written: ${String(error)}` }
  }
}

/** It fails where the attribute is not there, which is the usual case. */
async function stripQuarantine(file: string): Promise<void> {
  await runProgram('/usr/bin/xattr', ['-d', 'com.apple.quarantine', file], { timeoutMs: 5_000, env: {} })
}

/** Removes a plist of ours, and what a write that was killed left behind. */
export async function removePlistFile(file: string): Promise<WriteResult> {
  try {
    await rm(`${file}.new`, { force: true })
    if ((await readPlistFile(file)).kind === 'ours') await rm(file, { force: true })
    return { ok: true }
  } catch (error) {
    return { ok: false, message: `${file} cannot be removed: ${String(error)}` }
  }
}
