import { join } from 'node:path'
import { type Contenders, prepareContenders } from './contenders.js'
import { openSession } from './editing-session.js'
import { type Figure, percentile, type Series, type Stage, type Target } from './figure.js'
import type { LanguageServer } from './lsp-client.js'
import { settle } from './settle.js'
import { takeTurns, time } from './turns.js'
import { findStandardLibrary, type Workspace, writeSmallModule } from './workspace.js'

/** How long hover and completion take with an editor at work, beside gopls itself and its own forwarder. */
export async function measureLatency(stage: Stage): Promise<readonly Figure[]> {
  const contenders = await prepareContenders(stage)
  const small = writeSmallModule(join(stage.folder, 'small'))
  return [
    ...(await measureOn(small, stage, contenders, stage.isQuick ? 100 : 1_500)),
    ...(await measureOn(findStandardLibrary(), stage, contenders, stage.isQuick ? 50 : 750)),
  ]
}

async function measureOn(
  workspace: Workspace,
  stage: Stage,
  { direct, forwarder, dropIns }: Contenders,
  rounds: number,
): Promise<readonly Figure[]> {
  const servers = [direct, forwarder, ...dropIns]
  const sessions = []
  for (const server of servers) {
    const session = await openSession(stage, server, workspace)
    await session.hover()
    await session.complete()
    sessions.push(session)
  }
  for (const session of sessions) await settle(session)
  const hovers = await takeTurns(sessions, rounds, ({ hover }) => time(hover))
  const completions = await takeTurns(sessions, rounds, ({ complete }) => time(complete))
  for (const { client } of sessions) await client.close()
  return [
    { name: `latency: hover, ${workspace.name}, ms`, series: compare(servers, hovers) },
    { name: `latency: completion, ${workspace.name}, ms`, series: compare(servers, completions) },
  ]
}

/** What the drop-ins add to gopls itself is measured by what its forwarder adds. */
function compare(
  [direct, forwarder, ...dropIns]: readonly LanguageServer[],
  [directMs = [], forwarderMs = [], ...dropInsMs]: readonly (readonly number[])[],
): readonly Series[] {
  const targets: readonly Target[] = [
    {
      of: 50,
      limit: percentile(directMs, 50) + 0.5 * (percentile(forwarderMs, 50) - percentile(directMs, 50)),
      rule: 'stdio + half of what -remote adds',
    },
    { of: 99, limit: percentile(forwarderMs, 99), rule: '-remote' },
  ]
  return [
    ...dropIns.map(({ name }, index) => ({ of: name, values: dropInsMs[index] ?? [], targets })),
    { of: direct?.name ?? '', values: directMs, isAlternative: true },
    { of: forwarder?.name ?? '', values: forwarderMs, isAlternative: true },
  ]
}
