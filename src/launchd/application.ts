import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensurePrivateFolder } from '../host/private-folder.js'
import type { ProcessTable } from '../host/process-table.js'
import { runProgram } from '../host/run-program.js'
import { type ApplicationFiles, readApplicationFiles } from './application-files.js'
import { buildLaunchers, type LauncherFacts } from './application-launchers.js'
import { nameApplication } from './application-name.js'
import { readCurrent } from './current-application.js'
import { discardApplication, makePartialFolder, removeLeftovers } from './partial-folders.js'

export interface ApplicationRequest {
  /** The package that this code runs from: a clone that was built, or an installed application. */
  readonly packageRoot: string
  readonly appFolder: string
  /** The user's, in which the launcher looks for a Node. */
  readonly homeFolder: string
  readonly launchers: LauncherFacts
  /** Tells whether somebody else installs just now. */
  readonly table: ProcessTable
}

export type ApplicationResult =
  | {
      readonly ok: true
      /** `<appFolder>/<name>` */
      readonly folder: string
      /** `<version>-<build>` */
      readonly name: string
      /** False where this very build was installed already. */
      readonly changed: boolean
      /** The name of the one that `current` leads to now; null where there is none. */
      readonly previous: string | null
    }
  | Refusal

interface Refusal {
  readonly ok: false
  readonly message: string
}

/** Copies this package into a folder of its own below `appFolder` and tries it out. `current` stays as it is. */
export async function installApplication(request: ApplicationRequest): Promise<ApplicationResult> {
  const { packageRoot, appFolder, launchers, table } = request
  const source = await readApplicationFiles(packageRoot)
  if (!source.ok) return source
  const { files } = source
  const name = nameApplication({ ...source, appFolder, launchers })
  const folder = join(appFolder, name)
  const place = { folder, name, previous: readCurrent(appFolder) }
  try {
    const ready = await ensurePrivateFolder(appFolder)
    if (!ready.ok) return { ok: false, message: ready.message }
    await removeLeftovers(appFolder, table)
    // 1. It may be there, and whole.
    const wanted = new Map([...files, ...buildLaunchers(folder, files, launchers)])
    if (existsSync(folder)) {
      const isWhole = (await holds(folder, wanted)) && (await tryOut(folder, request)).ok
      if (isWhole) return { ok: true, ...place, changed: false }
      await discardApplication(appFolder, name)
    }
    // 2. Copied beside, and given its name in one step.
    await copyInto(folder, request, wanted)
    // 3. What cannot even say its version stays nobody's choice.
    const trial = await tryOut(folder, request)
    if (trial.ok) return { ok: true, ...place, changed: true }
    await discardApplication(appFolder, name)
    return trial
  } catch (error) {
    return { ok: false, message: `The application cannot be put into ${folder}: ${describe(error)}` }
  }
}

async function holds(folder: string, files: ApplicationFiles): Promise<boolean> {
  for (const [path, bytes] of files) {
    const found = await readFile(join(folder, path)).catch(() => undefined)
    if (!found?.equals(bytes)) return false
  }
  return true
}

async function copyInto(
  folder: string,
  { appFolder }: ApplicationRequest,
  files: ApplicationFiles,
): Promise<void> {
  const partial = await makePartialFolder(appFolder)
  try {
    for (const parent of new Set([...files.keys()].map(path => dirname(join(partial, path)))))
      await mkdir(parent, { recursive: true })
    // Written anew rather than copied: a copy on macOS keeps the mark of a download, and launchd refuses that.
    for (const [path, bytes] of files)
      await writeFile(join(partial, path), bytes, { mode: isProgram(path) ? 0o755 : 0o644 })
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

function isProgram(path: string): boolean {
  return path === 'bin/gopls-guardian' || path === 'bin/gopls-guardian-watchdog'
}

/** Starts it as launchd will: by its launcher, with the PATH that launchd has. */
async function tryOut(
  folder: string,
  { homeFolder }: ApplicationRequest,
): Promise<{ readonly ok: true } | Refusal> {
  const launcher = join(folder, 'bin', 'gopls-guardian')
  const result = await runProgram(launcher, ['version', '--json'], {
    timeoutMs: 30_000,
    env: { HOME: homeFolder, PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
  })
  if (result.ok) return { ok: true }
  return { ok: false, message: `${launcher} does not run: ${result.stderr.trim() || result.message}` }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
