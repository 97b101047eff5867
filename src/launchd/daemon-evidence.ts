import { type FileHandle, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../host/run-program.js'
import { within } from '../host/within.js'

export interface EvidenceRequest {
  readonly pid: number
  /** The parent of the folder that is made. */
  readonly incidentsFolder: string
  readonly guardianLog: string
  readonly nowWallMs: number
  /** macOS has both, Linux the first; one that is missing is left out. */
  readonly programs?: { readonly ps: string; readonly sample: string }
}

export type EvidenceResult =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly message: string }

/**
 * Keeps what shows why a daemon does not answer, a few hundred KiB at most: what `ps` and `sample` tell of it and the
 * end of its log. Takes no longer than `limitMs`, whatever hangs, and never rejects: it must not stand in a cure's way.
 */
export async function keepDaemonEvidence(request: EvidenceRequest): Promise<EvidenceResult> {
  const kept = await within(keep(request), limitMs)
  return kept === 'timeout' ? { ok: false, message: `not done within ${limitMs} ms` } : kept
}

const limitMs = 15_000
const programLimitMs = 10_000
const systemPrograms = { ps: '/bin/ps', sample: '/usr/bin/sample' }
const suffix = '-daemon-hung'
const keptFolders = 10
const columns = 'pid,ppid,pgid,state,lstart,time,rss,command'

async function keep(request: EvidenceRequest): Promise<EvidenceResult> {
  const { pid, incidentsFolder, guardianLog, nowWallMs, programs = systemPrograms } = request
  const time = new Date(nowWallMs).toISOString().replaceAll(':', '-')
  const folder = join(incidentsFolder, `${time}${suffix}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const parts: Readonly<Record<string, Promise<string | undefined>>> = {
      'ps.txt': tell(programs.ps, ['-ww', '-o', columns, '-p', String(pid)]),
      // For one second, into stdout: by itself it would write to /tmp.
      'sample.txt': tell(programs.sample, [String(pid), '1', '-file', '/dev/stdout']),
      'guardian.log': readEnd(guardianLog),
    }
    await Promise.all(
      Object.entries(parts).map(async ([name, part]) => {
        const text = await part
        if (text !== undefined) await writeFile(join(folder, name), text, { mode: 0o600 })
      }),
    )
    await prune(incidentsFolder).catch(() => undefined)
    return { ok: true, folder }
  } catch (error) {
    return { ok: false, message: String(error) }
  }
}

/** What the program prints, cut; undefined where there is no such program. */
async function tell(program: string, args: readonly string[]): Promise<string | undefined> {
  const result = await runProgram(program, args, {
    timeoutMs: programLimitMs,
    env: { LC_ALL: 'C', TZ: 'UTC' },
  })
  if (!result.ok && result.reason === 'missing') return undefined
  const trouble = result.ok ? '' : `${result.message}\n${result.stderr}`
  return (result.stdout + trouble).slice(0, maxProgramCharacters)
}

/** Their names begin with their time. What else lies there is not ours. */
async function prune(incidentsFolder: string): Promise<void> {
  const names = (await readdir(incidentsFolder)).filter(name => name.endsWith(suffix)).toSorted()
  for (const name of names.slice(0, -keptFolders)) await rm(join(incidentsFolder, name), { recursive: true })
}

const maxProgramCharacters = 256 * 1024
const maxLogBytes = 64 * 1024

/** The last lines of a file; undefined where it cannot be read. */
async function readEnd(path: string): Promise<string | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    const { size } = await handle.stat()
    const length = Math.min(size, maxLogBytes)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    const text = buffer.toString('utf8', 0, bytesRead)
    // The first line is whole only where the file begins with it.
    return length === size ? text : text.slice(text.indexOf('\n') + 1)
  } catch {
    return undefined
  } finally {
    await handle?.close()
  }
}
