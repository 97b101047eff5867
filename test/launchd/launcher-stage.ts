import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { buildLaunchers, type LauncherFacts } from '../../src/launchd/application-launchers.js'
import { readTemplate } from './small-package.js'

export interface LauncherEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

const templates = ['bin/find-node.sh', 'bin/gopls-guardian.sh', 'bin/gopls-guardian-watchdog.sh']

/** The launchers, filled in for a folder whose name is hard on a shell. */
export function setLauncherStage(t: Pick<Test, 'teardown'>, facts: Partial<LauncherFacts> = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'launchers-'))
  t.teardown(() => rmSync(scratch, { recursive: true, force: true }))
  const folder = join(scratch, `it's "Ünï" $HOME & \\ \`place`)
  const files = new Map(templates.map(path => [path, readTemplate(path.slice('bin/'.length))] as const))
  const usual = {
    node: join(folder, 'pinned', 'node'),
    home: null,
    runFolder: join(folder, 'run'),
    apiSocket: join(scratch, 'api.sock'),
  }
  for (const [path, bytes] of buildLaunchers(folder, files, { ...usual, ...facts }))
    write(join(folder, path), bytes.toString())
  const home = join(folder, 'home')
  const run = async (
    name: string,
    options: {
      readonly shell: string
      readonly args?: readonly string[]
      readonly environment?: Readonly<Record<string, string>>
    },
  ): Promise<LauncherEnd> => {
    const args = [join(folder, 'bin', name), ...(options.args ?? [])]
    const child = spawn(asSh(scratch, options.shell), args, {
      env: { HOME: home, PATH: '/usr/bin:/bin:/usr/sbin:/sbin', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const closed = once(child, 'close')
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [exitCode] = (await closed) as [number | null]
    return { exitCode, stdout, stderr }
  }
  return { ...usual, scratch, folder, home, run, write }
}

/** Writes a program, with its folders. */
function write(path: string, content: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, 0o755)
  return path
}

/** bash and zsh behave as sh only when they are called so. */
function asSh(scratch: string, shell: string): string {
  const path = join(scratch, shell, 'sh')
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  symlinkSync(`/bin/${shell}`, path)
  return path
}
