import { randomBytes } from 'node:crypto'
import { lstat, open, rm } from 'node:fs/promises'
import { readPrivateFile } from '../host/private-file.js'

export type TokenResult =
  | { readonly ok: true; readonly token: string; readonly origin: 'read' | 'created' }
  /** `reason`: what was wrong with the one before; whoever knew it must read the file again. */
  | { readonly ok: true; readonly token: string; readonly origin: 'replaced'; readonly reason: string }
  | { readonly ok: false; readonly message: string }

/** The bearer token of the API: read where a good one is, made where there is none. */
export async function readOrCreateToken(file: string): Promise<TokenResult> {
  try {
    const found = await readToken(file)
    if (found.ok) return { ok: true, token: found.token, origin: 'read' }
    if (found.reason === 'missing') return { ok: true, token: await createToken(file), origin: 'created' }
    await rm(file)
    return { ok: true, token: await createToken(file), origin: 'replaced', reason: found.reason }
  } catch (error) {
    return { ok: false, message: `no token in ${file}: ${String(error)}` }
  }
}

const tokenPattern = /^[0-9a-f]{64}\n$/

async function readToken(
  file: string,
): Promise<{ readonly ok: true; readonly token: string } | { readonly ok: false; readonly reason: string }> {
  const result = await readPrivateFile(file, 1024)
  if (!result.ok) return result
  if (!tokenPattern.test(result.text)) return { ok: false, reason: 'damaged' }
  if (((await lstat(file)).mode & 0o077) !== 0) return { ok: false, reason: 'readable-by-others' }
  return { ok: true, token: result.text.trimEnd() }
}

/** `wx`: never through a file or link that somebody else put there. */
async function createToken(file: string): Promise<string> {
  const token = randomBytes(32).toString('hex')
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${token}\n`)
  } finally {
    await handle.close()
  }
  return token
}
