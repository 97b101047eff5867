import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { errorCode } from '../host/system-error.js'

/** Contents by path below the root of the package, with `/`. A megabyte or two in all. */
export type ApplicationFiles = ReadonlyMap<string, Buffer>

export type FilesResult =
  | { readonly ok: true; readonly version: string; readonly files: ApplicationFiles }
  | { readonly ok: false; readonly message: string }

/**
 * What of a package is needed to run it: a clone that was built, or an installed application, which gives the same.
 * The npm packages are in dist/ already; the source maps stay behind.
 */
export async function readApplicationFiles(packageRoot: string): Promise<FilesResult> {
  try {
    const files = new Map<string, Buffer>()
    for (const path of singleFiles) files.set(path, await readFile(join(packageRoot, path)))
    for (const folder of ['launchd', 'dist'])
      for (const path of await listFiles(join(packageRoot, folder)))
        files.set(`${folder}/${path}`, await readFile(join(packageRoot, folder, path)))
    if (!files.has('dist/cli/main.js')) return missing(packageRoot, 'dist/cli/main.js')
    return { ok: true, version: readVersion(files.get('package.json')), files }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return missing(packageRoot, relative(packageRoot, pathOf(error)))
    return { ok: false, message: `${packageRoot} cannot be read: ${String(error)}` }
  }
}

/** Of bin/ by name: an installed application has the launchers there too, filled in for itself. */
const singleFiles = [
  'package.json',
  'LICENSE',
  'bin/gopls',
  'bin/find-node.sh',
  'bin/gopls-guardian.sh',
  'bin/gopls-guardian-watchdog.sh',
]

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile() && !entry.name.endsWith('.map'))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
}

function readVersion(manifest: Buffer | undefined): string {
  const { version } = JSON.parse(String(manifest)) as { readonly version?: unknown }
  if (typeof version !== 'string') throw new Error('package.json bears no version')
  return version
}

function missing(packageRoot: string, path: string): FilesResult {
  return { ok: false, message: `${path} is missing in ${packageRoot}; type: make build` }
}

function pathOf(error: unknown): string {
  return String((Object(error) as { readonly path?: unknown }).path)
}
