import { readFile, stat } from 'node:fs/promises'

export type FileText =
  | { readonly ok: true; readonly text: string | undefined }
  | { readonly ok: false; readonly reason: string }

const maxBytes = 1024 * 1024

/** The file's text without a byte order mark; undefined when there is no such file. */
export async function readConfigurationFile(file: string): Promise<FileText> {
  try {
    const stats = await stat(file)
    if (stats.isDirectory()) return refuse('is a folder; a file is expected here')
    // Reading a pipe or a device could wait for ever.
    if (!stats.isFile()) return refuse('is not a regular file')
    if (stats.size > maxBytes) return refuse(`is larger than 1 MiB (${stats.size} bytes); make it smaller`)
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { ok: true, text: undefined }
    if (hasCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA')) return refuse('is not UTF-8; save it as UTF-8')
    return refuse(`cannot be read (${messageOf(error)}); make it a file that this user may read`)
  }
}

function refuse(reason: string): FileText {
  return { ok: false, reason }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
