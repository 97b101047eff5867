import { readlink, stat } from 'node:fs/promises'
import type { ObservedGopls } from '../../core/observed-gopls.js'
import { parseLstartMs } from '../../host/process-age.js'
import { errorCode } from '../../host/system-error.js'
import { readFileIdentity } from '../gopls-binary.js'
import { readModuleVersion } from './module-version.js'
import type { RecognisedGopls } from './recognise-gopls.js'

/** What the file that a process runs tells of it. */
type FileFacts = Pick<ObservedGopls, 'path' | 'version' | 'isReplaced'>

type ReadFacts = (row: RecognisedGopls, readVersion: ReadVersion) => Promise<FileFacts | 'no-gopls'>
type ReadVersion = (path: string) => Promise<string | null>

/** The files that other people's gopls run. A file is searched for its version once, however many run it. */
export class GoplsFiles {
  readonly #readFacts: ReadFacts
  readonly #versions = new Map<string, Promise<string | null>>()

  constructor(platform: NodeJS.Platform) {
    this.#readFacts = platform === 'darwin' ? readFactsOfPath : readFactsOfProc
  }

  /** Adds what the files tell; leaves out what turns out to be no gopls. */
  async describe(rows: readonly RecognisedGopls[]): Promise<readonly ObservedGopls[]> {
    const described = await Promise.all(
      rows.map(async row => ({ row, facts: await this.#readFacts(row, this.#readVersion) })),
    )
    return described.flatMap(({ row, facts }) => (facts === 'no-gopls' ? [] : { ...row, ...facts }))
  }

  readonly #readVersion = async (path: string): Promise<string | null> => {
    const identity = await readFileIdentity(path)
    if (identity === undefined) return null
    const version = this.#versions.get(identity) ?? readModuleVersion(path)
    if (this.#versions.size >= maxVersions) this.#versions.clear()
    this.#versions.set(identity, version)
    return version
  }
}

const maxVersions = 100

/** Linux leads to the very file that a process runs, also where its name has been taken away (proc_pid_exe(5)). */
async function readFactsOfProc({ pid, path }: RecognisedGopls, readVersion: ReadVersion): Promise<FileFacts> {
  const link = `/proc/${pid}/exe`
  const target = await readlink(link).catch(() => undefined)
  if (target === undefined) return { path, version: null, isReplaced: null }
  const isReplaced = target.endsWith(deletedMark)
  return {
    path: isReplaced ? target.slice(0, -deletedMark.length) : target,
    version: await readVersion(link),
    isReplaced,
  }
}

const deletedMark = ' (deleted)'

/** macOS tells no more than the path that a process was started by: what lies there now may be another file. */
export async function readFactsOfPath(
  { path, start }: Pick<RecognisedGopls, 'path' | 'start'>,
  readVersion: ReadVersion,
): Promise<FileFacts | 'no-gopls'> {
  if (path === null) return { path, version: null, isReplaced: null }
  const stats = await stat(path).catch((error: unknown) => errorCode(error))
  if (typeof stats !== 'object') {
    // `/usr/bin/vim src/gopls` reads like a path with a blank in it.
    if (path.includes(' ')) return 'no-gopls'
    return { path, version: null, isReplaced: stats === 'ENOENT' ? true : null }
  }
  const startMs = parseLstartMs(start) + startPrecisionMs
  if (stats.birthtimeMs > startMs) return { path, version: null, isReplaced: true }
  // Changed or moved to there: it may be an older file than the one that was started.
  return { path, version: stats.ctimeMs > startMs ? null : await readVersion(path), isReplaced: null }
}

/** `lstart` tells whole seconds. */
const startPrecisionMs = 1000
