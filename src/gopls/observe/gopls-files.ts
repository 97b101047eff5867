import { readlink, stat } from 'node:fs/promises'
import type { ObservedGopls } from '../../core/observed-gopls.js'
import { parseLstartMs } from '../../host/process-age.js'
import { errorCode } from '../../host/system-error.js'
import { within } from '../../host/within.js'
import { readFileIdentity } from '../gopls-binary.js'
import { readModuleVersion } from './module-version.js'
import type { RecognisedGopls } from './recognise-gopls.js'

/** What the file that a process runs tells of it. */
type FileFacts = Pick<ObservedGopls, 'path' | 'version' | 'isReplaced'>

export type ReadFacts = (
  row: Pick<RecognisedGopls, 'pid' | 'path' | 'start'>,
  readVersion: ReadVersion,
) => Promise<FileFacts | 'no-gopls'>
type ReadVersion = (path: string) => Promise<string | null>

/** A disk over the network may never answer. */
const readLimitMs = 2_000

/** The files that other people's gopls run. A file is searched for its version once, however many run it. */
export class GoplsFiles {
  readonly #readFacts: ReadFacts
  readonly #limitMs: number
  readonly #readModuleVersion: typeof readModuleVersion
  readonly #versions = new Map<string, ReturnType<typeof readModuleVersion>>()
  /** True while a file does not answer. Each that is asked takes one of the few threads that Node has for all files. */
  #isStuck = false

  constructor(readFacts: ReadFacts, limitMs = readLimitMs, readVersion = readModuleVersion) {
    this.#readFacts = readFacts
    this.#limitMs = limitMs
    this.#readModuleVersion = readVersion
  }

  /** Adds what the files tell; leaves out what turns out to be no gopls. */
  async describe(rows: readonly RecognisedGopls[]): Promise<readonly ObservedGopls[]> {
    const described: ObservedGopls[] = []
    for (const row of rows) {
      const facts = await this.#readInTime(row)
      if (facts !== 'no-gopls') described.push({ ...row, ...facts })
    }
    return described
  }

  async #readInTime(row: RecognisedGopls): Promise<FileFacts | 'no-gopls'> {
    if (this.#isStuck) return knowNothing(row)
    const reading = this.#readFacts(row, this.#readVersion)
    const facts = await within(reading, this.#limitMs)
    if (facts !== 'timeout') return facts
    this.#isStuck = true
    void reading.finally(() => {
      this.#isStuck = false
    })
    return knowNothing(row)
  }

  readonly #readVersion = async (path: string): Promise<string | null> => {
    const identity = await readFileIdentity(path)
    if (identity === undefined) return null
    const reading = this.#versions.get(identity) ?? this.#readModuleVersion(path)
    if (this.#versions.size >= maxVersions) this.#versions.clear()
    this.#versions.set(identity, reading)
    const version = await reading
    // A process that has just ended takes its link away; another one may run the same file.
    if (version === undefined) this.#versions.delete(identity)
    return version ?? null
  }
}

const maxVersions = 100

/** The reader of the facts for this system. */
export function chooseReadFacts(platform: NodeJS.Platform): ReadFacts {
  return platform === 'darwin' ? readFactsOfPath : readFactsOfProc
}

/** `/usr/bin/vim src/gopls` reads like a path with a blank in it: it is one where there is such a file. */
function isDoubtful(path: string | null): boolean {
  return path?.includes(' ') === true
}

function knowNothing({ path }: Pick<RecognisedGopls, 'path'>): FileFacts | 'no-gopls' {
  return isDoubtful(path) ? 'no-gopls' : { path, version: null, isReplaced: null }
}

/** Linux leads to the very file that a process runs, also where its name has been taken away (proc_pid_exe(5)). */
async function readFactsOfProc(
  { pid, path }: Pick<RecognisedGopls, 'pid' | 'path'>,
  readVersion: ReadVersion,
): Promise<FileFacts | 'no-gopls'> {
  const link = `/proc/${pid}/exe`
  const target = await readlink(link).catch(() => undefined)
  if (target === undefined) return knowNothing({ path })
  const isReplaced = target.endsWith(deletedMark)
  const file = isReplaced ? target.slice(0, -deletedMark.length) : target
  // What was started by another name, a link, runs another file than its path says.
  if (path !== null && path !== file && isDoubtful(path) && !(await exists(path))) return 'no-gopls'
  return { path: file, version: await readVersion(link), isReplaced }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

const deletedMark = ' (deleted)'

/** macOS tells no more than the path that a process was started by: what lies there now may be another file. */
export async function readFactsOfPath(
  { path, start }: Pick<RecognisedGopls, 'path' | 'start'>,
  readVersion: ReadVersion,
): Promise<FileFacts | 'no-gopls'> {
  if (path === null) return knowNothing({ path })
  const stats = await stat(path).catch((error: unknown) => errorCode(error))
  if (typeof stats !== 'object')
    return isDoubtful(path)
      ? 'no-gopls'
      : { path, version: null, isReplaced: stats === 'ENOENT' ? true : null }
  const startMs = parseLstartMs(start) + startPrecisionMs
  if (stats.birthtimeMs > startMs) return { path, version: null, isReplaced: true }
  // Changed or moved to there: it may be an older file than the one that was started.
  return { path, version: stats.ctimeMs > startMs ? null : await readVersion(path), isReplaced: null }
}

/** `lstart` tells whole seconds. */
const startPrecisionMs = 1000
