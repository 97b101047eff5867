import { join } from 'node:path'
import { blockSession } from '../editors/block-session.js'
import { startDropIns } from './contenders.js'
import { openSession } from './editing-session.js'
import type { Figure, Stage } from './figure.js'
import type { LanguageServer } from './lsp-client.js'
import { takeTurns, time } from './turns.js'
import { type Workspace, writeSmallModule } from './workspace.js'

const floorMs = 2_000
const allowanceMs = 1_500

/** A session of a real gopls that is blocked for good: until its hover is answered. gopls alone never answers it. */
export async function measureBlocked(stage: Stage): Promise<readonly Figure[] | string> {
  const dropIns = await startDropIns(stage, { hang: { floor: `${floorMs}ms` } })
  if (dropIns.length === 0) return 'there is no drop-in'
  const taken = await takeTurns(dropIns, stage.isQuick ? 1 : 4, (dropIn, round) => {
    const root = join(stage.folder, `module-${dropIns.indexOf(dropIn)}-${round}`)
    return hoverWhileBlocked(stage, dropIn, writeSmallModule(root))
  })
  const targets = [{ of: 100, limit: floorMs + allowanceMs, rule: `floor + ${allowanceMs}` }] as const
  return [
    {
      name: 'blocked: hover, small module, ms',
      series: dropIns.map(({ name }, index) => ({ of: name, values: taken[index] ?? [], targets })),
    },
  ]
}

async function hoverWhileBlocked(
  stage: Stage,
  server: LanguageServer,
  workspace: Workspace,
): Promise<number> {
  const session = await openSession(stage, server, workspace)
  await session.hover()
  let tookMs: Promise<number> = Promise.resolve(Number.NaN)
  await blockSession(workspace.root, (method, params) => {
    session.client.notify(method, params)
    tookMs = time(session.hover)
  })
  const answeredMs = await tookMs
  if (answeredMs < floorMs) throw new Error(`answered after ${answeredMs.toFixed(0)} ms: it was not blocked`)
  await session.client.close()
  return answeredMs
}
