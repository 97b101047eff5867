import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Compiled, we lie in .dev/build of it. */
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\.dev\/build\/$/, '')

/**
 * The program as it is shipped. From its sources every child would first load the TypeScript compiler, which
 * costs seconds of CPU time; the build's source maps give the same coverage.
 */
export const builtMain = join(root, 'dist', 'cli', 'main.js')

const builtAtMs = statSync(builtMain, { throwIfNoEntry: false })?.mtimeMs ?? 0
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
const newer = sources.find(name => name.endsWith('.ts') && changedAtMs(name) > builtAtMs)
if (newer !== undefined) throw new Error(`src/${newer} is newer than dist; type: make build`)

function changedAtMs(name: string): number {
  return statSync(join(root, 'src', name)).mtimeMs
}
