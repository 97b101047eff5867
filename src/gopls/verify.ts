import type { Stats } from 'node:fs'
import { access, constants, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, sep } from 'node:path'
import { type ProgramResult, runProgram } from '../host/run-program.js'
import type { Candidate } from './candidates.js'
import { readFileHead } from './file-head.js'
import { type GoplsBinary, readFileIdentity } from './gopls-binary.js'
import type { Environment } from './search-folders.js'
import { parseVersionOutput } from './version-output.js'

export type RefusalReason =
  | 'missing'
  | 'folder'
  | 'not-executable'
  | 'our-own-drop-in'
  | 'cannot-start'
  | 'version-timeout'
  | 'not-gopls'
  | 'exited'

/** `detail` goes on after the path: "/x/gopls" + "is a folder". */
export interface Refusal {
  readonly ok: false
  readonly reason: RefusalReason
  readonly detail: string
}

export interface VerifyOptions {
  /** Where our drop-in is installed; nothing in there is the real gopls. */
  readonly binFolder?: string | undefined
  readonly environment: Environment
  readonly timeoutMs?: number | undefined
}

/** The line that marks our drop-in, also where it was copied to another folder. */
export const dropInMarker = '# gopls-guardian drop-in'

const dropInMaxBytes = 64 * 1024
const dropInHeadBytes = 1024
const defaultTimeoutMs = 10_000

/** Makes sure that a path is a real, working gopls: first by looking at the file, then by asking it for its version. */
export async function verifyGopls(
  candidate: Candidate,
  options: VerifyOptions,
): Promise<{ readonly ok: true; readonly binary: GoplsBinary } | Refusal> {
  const { path, source } = candidate
  if (!isAbsolute(path)) return refuse('missing', 'is not an absolute path')

  const stats = await stat(path).catch((error: unknown) => statRefusal(error))
  if ('reason' in stats) return stats
  if (stats.isDirectory()) return refuse('folder', 'is a folder, not a program')
  if (!stats.isFile()) return refuse('not-executable', 'is not a regular file')
  if (!(await canExecute(path))) return refuse('not-executable', 'is not executable')

  const realPath = await realpath(path)
  if (await isOurDropIn(path, realPath, stats, options.binFolder)) {
    return refuse('our-own-drop-in', 'is the drop-in of gopls-guardian, not the real gopls')
  }

  // Before the program runs: if it is replaced meanwhile, the difference shows at the next look.
  const fileIdentity = await readFileIdentity(path)
  if (fileIdentity === undefined) return refuse('missing', 'went away')

  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const result = await runProgram(path, ['version'], { env: options.environment, timeoutMs })
  if (!result.ok) return runRefusal(result, timeoutMs)
  const version = parseVersionOutput(result.stdout)
  if (version === undefined) {
    return refuse(
      'not-gopls',
      `is not gopls: \`version\` printed ${JSON.stringify(firstLine(result.stdout))}`,
    )
  }
  const isScript = (await readFileHead(path, 2).catch(() => '')) === '#!'
  return { ok: true, binary: { path, realPath, version, fileIdentity, source, isScript } }
}

function refuse(reason: RefusalReason, detail: string): Refusal {
  return { ok: false, reason, detail }
}

function statRefusal(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('missing', 'does not exist')
  return refuse('not-executable', `cannot be looked at (${code})`)
}

async function canExecute(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function isOurDropIn(
  path: string,
  realPath: string,
  stats: Stats,
  binFolder: string | undefined,
): Promise<boolean> {
  if (binFolder !== undefined) {
    const realFolder = await realpath(binFolder).catch(() => binFolder)
    if (realPath.startsWith(realFolder + sep)) return true
    if ((await realpath(dirname(path))) === realFolder) return true
  }
  if (stats.size >= dropInMaxBytes) return false
  // An executable that we may not read is no script of ours: its interpreter could not read it either.
  const head = await readFileHead(path, dropInHeadBytes).catch(() => '')
  return head.split('\n').includes(dropInMarker)
}

function runRefusal(result: Extract<ProgramResult, { ok: false }>, timeoutMs: number): Refusal {
  switch (result.reason) {
    case 'timeout':
      return refuse('version-timeout', `did not answer \`version\` within ${timeoutMs / 1000} s`)
    case 'missing':
    case 'refused':
      return refuse('cannot-start', `cannot be started: ${firstLine(result.message)}`)
    case 'failed': {
      const end = result.signal === null ? `exit code ${result.exitCode ?? '?'}` : result.signal
      const said = firstLine(result.stderr)
      return refuse('exited', `failed when asked for its version: ${end}${said && `, ${said}`}`)
    }
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split('\n', 1)
  return line.slice(0, 200)
}
