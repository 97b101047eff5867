import { lstatSync, readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { parse } from 'plist'
import { isPlistKeys, type PlistKeys, programOf } from './plist-keys.js'

export type PlistResult =
  | { readonly ok: true; readonly keys: PlistKeys }
  | {
      readonly ok: false
      /** What bootstrap ends with: 2 no such file, 5 anything else, 122 owner or mode. */
      readonly exitCode: number
      /** launchd keeps this to itself; the model tells it, for whoever wonders. */
      readonly reason: string
    }

/** Reads a definition as strictly as the strictest launchd, and then some: what it takes, every launchd takes. */
export function readPlist(file: string): PlistResult {
  const problem = checkFile(file)
  if (problem) return problem
  const keys = parseKeys(file)
  if (!isPlistKeys(keys)) return refuse(`not a definition: ${JSON.stringify(isPlistKeys.errors)}`)
  if (!isAbsolute(programOf(keys))) return refuse(`program ${programOf(keys)} is not absolute`)
  return { ok: true, keys }
}

function checkFile(file: string): Extract<PlistResult, { ok: false }> | undefined {
  if (!isAbsolute(file)) return refuse('path is not absolute')
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (!stats) return refuse('no such file', 2)
  if (!stats.isFile()) return refuse('not a regular file')
  if (!file.endsWith('.plist')) return refuse('name does not end in .plist')
  if (stats.uid !== process.getuid?.() && stats.uid !== 0) return refuse(`owned by ${stats.uid}`, 122)
  if (stats.mode & 0o022) return refuse('writable for group or world', 122)
  return undefined
}

function parseKeys(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function refuse(reason: string, exitCode = 5): Extract<PlistResult, { ok: false }> {
  return { ok: false, exitCode, reason }
}
