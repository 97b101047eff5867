import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { buildDropIn, type DropInFacts, readDropInTemplate } from '../../src/relay/drop-in.js'

export type Variables = Readonly<Record<string, string | undefined>>

export interface DropInEnd {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A computer of its own: a state folder with an installed drop-in, a real gopls that tells of itself, a Node that does. */
export interface DropInStage {
  readonly folder: string
  readonly state: string
  readonly dropIn: string
  readonly entry: string
  readonly node: string
  readonly realGopls: string
  /** The environment without which nothing is found: no HOME of ours, no PATH of ours. */
  readonly environment: Variables
  /** Writes a program, with its folders. */
  write(path: string, lines: readonly string[]): string
  /** Installs the drop-in anew, with other facts. */
  install(facts: Partial<DropInFacts>): void
  run(args: readonly string[], options?: RunOptions): DropInEnd
}

export interface RunOptions {
  /** One of `shells`; the system's /bin/sh where it is left out. */
  readonly shell?: string
  readonly environment?: Variables
  readonly input?: string
  readonly program?: string
  readonly cwd?: string
}

/** The shells that systems have as /bin/sh, as far as they are here. */
export const shells = ['dash', 'bash', 'zsh'].filter(name => existsSync(`/bin/${name}`))

const oddName = `it's "odd" $HOME \\ place`

export function setDropInStage(t: Pick<Test, 'teardown'>): DropInStage {
  const folder = mkdtempSync(join(tmpdir(), 'drop-in-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const place = join(folder, oddName)
  const state = join(place, 'state')
  const paths = {
    folder: place,
    state,
    dropIn: join(state, 'bin', 'gopls'),
    entry: join(place, 'lsp.js'),
    node: join(place, 'node', 'node'),
    realGopls: join(place, 'real', 'gopls'),
  }
  const { dropIn, entry, node, realGopls } = paths
  const install = (facts: Partial<DropInFacts>) => {
    const usual = { stateFolder: state, home: null, entry, node, trouble: null }
    write(dropIn, [buildDropIn(readDropInTemplate(), { ...usual, ...facts })])
  }
  install({})
  write(entry, [`printf '%s\\n' relay "$@"`])
  write(node, ['#!/bin/sh', 'exec /bin/sh "$@"'])
  write(realGopls, ['#!/bin/sh', `printf '%s\\n' real "$@"`])
  write(join(state, 'run', 'real-gopls'), [realGopls])
  const environment = { HOME: join(place, 'home'), PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }
  const run = (args: readonly string[], options: RunOptions = {}): DropInEnd => {
    const program = options.program ?? dropIn
    const words = options.shell === undefined ? [program] : [asSh(folder, options.shell), program]
    const [file = program, ...first] = words
    const { status, signal, stdout, stderr } = spawnSync(file, [...first, ...args], {
      cwd: options.cwd ?? folder,
      env: { PWD: folder, ...environment, ...options.environment },
      encoding: 'utf8',
      input: options.input ?? '',
      timeout: 20_000,
    })
    return { exitCode: status, signal, stdout, stderr }
  }
  return { ...paths, environment, write, install, run }
}

function write(path: string, lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 })
  return path
}

/** bash and zsh behave as sh only when they are called so. */
function asSh(folder: string, shell: string): string {
  const path = join(folder, shell, 'sh')
  if (!existsSync(path)) {
    mkdirSync(dirname(path))
    symlinkSync(`/bin/${shell}`, path)
  }
  return path
}
