import { open } from 'node:fs/promises'

/** The beginning of a file as text, at most `maxBytes` of it. */
export async function readFileHead(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
