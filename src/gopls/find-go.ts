import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../host/run-program.js'
import { type Environment, listUsualFolders, splitFolderList } from './search-folders.js'

/** A `go` command that works, and what it says about itself. Empty answers are left out. */
export interface GoTool {
  readonly path: string
  /** As Go writes it: `go1.26.8`. */
  readonly version: string
  readonly gobin?: string
  readonly gopath?: string
}

export interface FindGoOptions {
  readonly environment: Environment
  readonly homeFolder: string
  readonly timeoutMs?: number | undefined
}

const defaultTimeoutMs = 10_000

/** The first `go` on PATH, else in the usual places, that answers `go env`; undefined when there is none. */
export async function findGo(options: FindGoOptions): Promise<GoTool | undefined> {
  const { environment, homeFolder, timeoutMs = defaultTimeoutMs } = options
  const folders = new Set([
    ...splitFolderList(environment['PATH']),
    ...listUsualFolders(homeFolder, environment),
  ])
  for (const folder of folders) {
    const path = join(folder, 'go')
    if (!(await isExecutable(path))) continue
    const tool = await askGo(path, environment, timeoutMs)
    if (tool) return tool
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function askGo(path: string, environment: Environment, timeoutMs: number): Promise<GoTool | undefined> {
  // In the root folder, because a go.mod where we stand could make go fetch another toolchain first.
  const result = await runProgram(path, ['env', '-json', 'GOBIN', 'GOPATH', 'GOVERSION'], {
    env: environment,
    cwd: '/',
    timeoutMs,
  })
  return result.ok ? parseGoEnv(path, result.stdout) : undefined
}

/** Reads the answer of `go env -json GOBIN GOPATH GOVERSION`; undefined when it is not that. */
export function parseGoEnv(path: string, stdout: string): GoTool | undefined {
  const values = parseObject(stdout)
  const version = values?.['GOVERSION']
  if (values === undefined || typeof version !== 'string' || version === '') return undefined
  const gobin = values['GOBIN']
  const gopath = values['GOPATH']
  return {
    path,
    version,
    ...(typeof gobin === 'string' && gobin !== '' ? { gobin } : {}),
    ...(typeof gopath === 'string' && gopath !== '' ? { gopath } : {}),
  }
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
