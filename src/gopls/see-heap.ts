import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fetchPage, openDebugServer } from './debug-server.js'
import { type HeapView, readHeapProfile } from './heap-profile.js'

/** Of a gopls in which editors had worked on the standard library it had 0.8 MB, and 2.3 once unpacked. */
const maxProfileBytes = 8 * 1024 * 1024
const maxUnpackedBytes = 16 * 1024 * 1024

/**
 * Asks gopls who holds its heap, within `limitMs`; undefined when that is not told. The profile is taken in its packed
 * form: after a while of work the text has a hundred times the size, and takes gopls many seconds of CPU to write.
 */
export async function seeHeap(socketPath: string, limitMs: number): Promise<HeapView | undefined> {
  const deadline = AbortSignal.timeout(limitMs)
  const server = await openDebugServer(socketPath, deadline)
  if (!server.ok) return undefined
  const page = await fetchPage(new URL('/debug/pprof/heap', server.url), maxProfileBytes, deadline)
  if (!page.ok) return undefined
  const profile = await unpack(page.bytes, { maxOutputLength: maxUnpackedBytes }).catch(() => undefined)
  return profile && readHeapProfile(profile)
}

const unpack = promisify(gunzip)
