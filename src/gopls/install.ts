import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../host/run-program.js'
import type { GoTool } from './find-go.js'
import type { GoplsBinary } from './gopls-binary.js'
import { explainGoFailure, type InstallFailure } from './install-failure.js'
import type { GoplsRelease } from './releases.js'
import type { Environment } from './search-folders.js'
import { verifyGopls } from './verify.js'

export interface InstallOptions {
  readonly go: GoTool
  readonly release: GoplsRelease
  readonly toolsFolder: string
  readonly environment: Environment
  readonly timeoutMs?: number | undefined
  readonly onProgress?: ((line: string) => void) | undefined
}

export type InstallResult = { readonly ok: true; readonly binary: GoplsBinary } | InstallFailure

const defaultTimeoutMs = 15 * 60_000
const workFolderPrefix = '.installing-'

/**
 * Builds a release of gopls and puts it at `toolsFolder/gopls`.
 * It is built in a folder of its own and renamed into place: until then the old one stays as it was, two installs
 * do not disturb each other, and macOS, which kills a program overwritten in place, sees a new file.
 */
export async function installGopls(options: InstallOptions): Promise<InstallResult> {
  const { toolsFolder, timeoutMs = defaultTimeoutMs } = options
  try {
    await mkdir(toolsFolder, { recursive: true, mode: 0o700 })
    const workFolder = await mkdtemp(join(toolsFolder, workFolderPrefix))
    try {
      await removeLeftovers(toolsFolder, workFolder, timeoutMs)
      return await buildAndMove(options, workFolder, timeoutMs)
    } finally {
      await rm(workFolder, { recursive: true, force: true })
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {
      ok: false,
      reason: 'cannot-write',
      detail,
      next: `Make sure that ${toolsFolder} can be written.`,
    }
  }
}

/** Removes the work folders of installs that were killed: older than any install may take. */
async function removeLeftovers(toolsFolder: string, workFolder: string, timeoutMs: number): Promise<void> {
  const nowMs = (await stat(workFolder)).mtimeMs
  for (const name of await readdir(toolsFolder)) {
    if (!name.startsWith(workFolderPrefix)) continue
    const path = join(toolsFolder, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats && nowMs - stats.mtimeMs > timeoutMs) await rm(path, { recursive: true, force: true })
  }
}

async function buildAndMove(
  options: InstallOptions,
  workFolder: string,
  timeoutMs: number,
): Promise<InstallResult> {
  const { go, release, toolsFolder, environment, onProgress } = options
  const args = buildInstallArgs(release)
  onProgress?.(`Building gopls ${release.version} with ${go.version}; the first time this takes minutes.`)
  const result = await runProgram(go.path, args, {
    env: buildInstallEnvironment(environment, workFolder),
    cwd: workFolder,
    timeoutMs,
    ...(onProgress ? { onProgress: splitLines(onProgress) } : {}),
  })
  if (!result.ok) return explainGoFailure(result, `go ${args.join(' ')}`, timeoutMs)

  const built = await verifyGopls({ path: join(workFolder, 'gopls'), source: 'tools' }, { environment })
  if (!built.ok) {
    const detail = `What go built ${built.detail}.`
    return {
      ok: false,
      reason: 'unusable',
      detail,
      next: 'Install gopls by hand and set GOPLS_GUARDIAN_GOPLS.',
    }
  }
  const path = join(toolsFolder, 'gopls')
  await rename(built.binary.path, path)
  return { ok: true, binary: { ...built.binary, path, realPath: await realpath(path) } }
}

/** `-mod=mod` overrides a `-mod=vendor` in GOFLAGS, with which go refuses to install anything by version. */
function buildInstallArgs(release: GoplsRelease): readonly string[] {
  return ['install', '-mod=mod', `golang.org/x/tools/gopls@${release.version}`]
}

/** Without GOOS and GOARCH, because go refuses GOBIN when it builds for another computer. */
function buildInstallEnvironment(environment: Environment, binFolder: string): Environment {
  return { ...environment, GOOS: undefined, GOARCH: undefined, GOBIN: binFolder, GO111MODULE: 'on' }
}

function splitLines(onLine: (line: string) => void): (text: string) => void {
  let pending = ''
  return text => {
    const lines = (pending + text).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}
