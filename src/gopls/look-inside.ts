import { type DebugServer, fetchPage, openDebugServer, type Page } from './debug-server.js'

export type InsideResult =
  /** The stacks of all goroutines: the text of `/debug/pprof/goroutine?debug=2`. */
  { readonly ok: true; readonly goroutines: string } | Extract<DebugServer | Page, { ok: false }>

/** A few thousand goroutines; more is cut off, because the time to read it is a hang's too. */
const maxDumpBytes = 16 * 1024 * 1024

/** Asks gopls for the stacks of all its goroutines, within `limitMs`. */
export async function lookInside(socketPath: string, limitMs: number): Promise<InsideResult> {
  const deadline = AbortSignal.timeout(limitMs)
  const server = await openDebugServer(socketPath, deadline)
  if (!server.ok) return server
  const page = await fetchPage(new URL('/debug/pprof/goroutine?debug=2', server.url), maxDumpBytes, deadline)
  if (!page.ok) return page
  const goroutines = page.bytes.toString('utf8')
  // The debug server answers 200 to any path; only the text tells.
  return goroutines.startsWith('goroutine ') ? { ok: true, goroutines } : { ok: false, reason: 'refused' }
}
