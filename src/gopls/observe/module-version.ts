import { type FileHandle, open } from 'node:fs/promises'

/** The line of `go version -m` as it stands in the file: its columns are divided by tabs. */
const lineStart = Buffer.from('mod\tgolang.org/x/tools/gopls\t')
const maxLineBytes = 256
const pieceBytes = 1024 * 1024
const maxBytes = 64 * pieceBytes

/**
 * The version that Go has written into a gopls: `v0.23.0`, `(devel)`, or null where there is none to be found; undefined
 * where the file cannot be read. Nothing is run, but much of the file is read: some 10 ms of the processor, in pieces.
 */
export async function readModuleVersion(path: string): Promise<string | null | undefined> {
  const file = await open(path, 'r').catch(() => undefined)
  try {
    return file && (await searchFile(file))
  } catch {
    return undefined
  } finally {
    await file?.close()
  }
}

async function searchFile(file: FileHandle): Promise<string | null> {
  const buffer = Buffer.alloc(pieceBytes + maxLineBytes)
  for (let at = 0; at < maxBytes; at += pieceBytes) {
    // They overlap by one line: none is missed because it is cut in two.
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
    const found = buffer.subarray(0, bytesRead).indexOf(lineStart)
    if (found >= 0 && found < pieceBytes)
      return readVersion(buffer.toString('latin1', found, found + maxLineBytes))
    if (bytesRead < buffer.length) return null
  }
  return null
}

function readVersion(line: string): string | null {
  return /^[^\t]*\t[^\t]*\t(v\d[\w.+-]*|\(devel\))[\t\n]/.exec(line)?.[1] ?? null
}
