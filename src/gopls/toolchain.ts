import { createHash } from 'node:crypto'
import { access, constants, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../host/run-program.js'
import { type Environment, splitFolderList } from './search-folders.js'

/** The programs that gopls starts, or that `go` starts for it. */
export const toolNames = ['go', 'git', 'cc', 'pkg-config', 'gopackagesdriver'] as const
export type ToolName = (typeof toolNames)[number]

/** What an environment means to gopls: which programs it finds, and how its `go` is set up. */
export interface Toolchain {
  /** Real paths; null for one that is not on PATH. */
  readonly tools: Readonly<Record<ToolName, string | null>>
  /** A digest of `go env`; null where there is no `go` that answers. */
  readonly goEnvironment: string | null
  readonly home: string | null
}

const timeoutMs = 10_000

/** Finds the tools on this PATH and asks `go` for its settings, in a folder that says nothing of any module. */
export async function readToolchain(environment: Environment): Promise<Toolchain> {
  const folders = splitFolderList(environment['PATH'])
  const [go, git, cc, pkgConfig, driver] = await Promise.all(toolNames.map(name => findTool(name, folders)))
  return {
    tools: {
      go: await resolveTool(go),
      git: await resolveTool(git),
      cc: await resolveTool(cc),
      'pkg-config': await resolveTool(pkgConfig),
      gopackagesdriver: await resolveTool(driver),
    },
    goEnvironment: go === undefined ? null : await askGo(go, environment),
    home: environment['HOME'] ?? null,
  }
}

async function findTool(name: ToolName, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, name)
    const isProgram = await access(path, constants.X_OK)
      .then(async () => (await stat(path)).isFile())
      .catch(() => false)
    if (isProgram) return path
  }
  return undefined
}

function resolveTool(path: string | undefined): Promise<string | null> {
  return path === undefined ? Promise.resolve(null) : realpath(path).catch(() => path)
}

async function askGo(path: string, environment: Environment): Promise<string | null> {
  const result = await runProgram(path, ['env', '-json'], { env: environment, cwd: '/', timeoutMs })
  return result.ok ? digestGoEnvironment(result.stdout, environment) : null
}

/** Differ each time, or with the folder in which one stands. */
const volatile: ReadonlySet<string> = new Set(['GOGCCFLAGS', 'GOMOD', 'GOWORK'])

/** A digest of what `go env -json` printed; null when it is not that. A GOWORK counts only where somebody set it. */
export function digestGoEnvironment(stdout: string, environment: Environment): string | null {
  let values: unknown
  try {
    values = JSON.parse(stdout)
  } catch {
    return null
  }
  if (typeof values !== 'object' || values === null) return null
  const lasting = Object.entries(values)
    .filter(([name]) => !volatile.has(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([lasting, environment['GOWORK'] ?? null])
  return createHash('sha256').update(text).digest('hex')
}
