import { homedir } from 'node:os'
import { resolvePaths } from '../host/paths.js'
import { type RelayPlan, readGoplsArguments } from './gopls-arguments.js'
import { isFitNode } from './node-version.js'
import { runRealGopls } from './run-real-gopls.js'
import type { RelayEnd } from './run-relay.js'

/** What comes of `import('./run-relay.js')`. */
export interface RelayModule {
  readonly runRelay: (plan: RelayPlan) => Promise<RelayEnd>
}

/**
 * Does what `gopls` with these arguments does: the language server through the relay; everything else, and all
 * where the relay cannot begin, by the real gopls. Until the relay is loaded nothing here needs an npm package, so
 * that a broken installation breaks no editor. Returns the exit code.
 */
export async function serveLanguage(
  args: readonly string[],
  loadRelay: () => Promise<RelayModule> = () => import('./run-relay.js'),
): Promise<number> {
  const wanted = readGoplsArguments(args)
  if (wanted.passThrough) return runReal(args, null)
  const end = await tryRelay(wanted.plan, loadRelay)
  return end.kind === 'ended' ? end.exitCode : runReal(args, end.why)
}

async function tryRelay(plan: RelayPlan, loadRelay: () => Promise<RelayModule>): Promise<RelayEnd> {
  const { node } = process.versions
  if (!isFitNode(node)) return { kind: 'unfit', why: `Node ${node} is too old, 20.19 is needed` }
  try {
    const { runRelay } = await loadRelay()
    return await runRelay(plan)
  } catch (error) {
    // What the editor has said already, no second gopls would hear.
    if (process.stdin.bytesRead > 0) throw error
    process.stdin.pause()
    return { kind: 'unfit', why: `the relay failed: ${firstLine(error)}` }
  }
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1).join('')
}

function runReal(args: readonly string[], trouble: string | null): Promise<number> {
  const { stateFolder } = resolvePaths({
    platform: process.platform,
    environment: process.env,
    homeFolder: homedir(),
    currentFolder: process.cwd(),
  })
  return runRealGopls(args, { stateFolder, trouble })
}
