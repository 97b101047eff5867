import { join } from 'node:path'
import { prepareContenders } from './contenders.js'
import { measureFirstAnswer } from './editing-session.js'
import { type Figure, percentile, type Stage } from './figure.js'
import type { LanguageServer } from './lsp-client.js'
import { takeTurns } from './turns.js'
import { findStandardLibrary, type Workspace, writeSmallModule } from './workspace.js'

const addedMs = 150

/** From the start of an editor's language server to its first hover. */
export async function measureFirstHover(stage: Stage): Promise<readonly Figure[]> {
  const { direct, forwarder, dropIns } = await prepareContenders(stage)
  const servers = [...dropIns, direct, forwarder]
  const measure = async (name: string, rounds: number, choose: Choose): Promise<Figure> => {
    // One by one before it counts: the files are in memory then.
    await takeTurns(servers, 1, server => measureFirstAnswer(stage, server, choose(server, -1)))
    const taken = await takeTurns(servers, rounds, (server, round) =>
      measureFirstAnswer(stage, server, choose(server, round)),
    )
    const limit = percentile(taken[servers.indexOf(direct)] ?? [], 50) + addedMs
    return {
      name: `first hover: ${name}, ms`,
      series: servers.map((server, index) => ({
        of: server.name,
        values: taken[index] ?? [],
        isAlternative: index >= dropIns.length,
        targets: index < dropIns.length ? [{ of: 50, limit, rule: `stdio + ${addedMs}` }] : [],
      })),
    }
  }
  const standardLibrary = findStandardLibrary()
  // A module that nobody has opened yet: gopls has to be started for it.
  const chooseNew: Choose = (server, round) =>
    writeSmallModule(join(stage.folder, `module-${servers.indexOf(server)}-${round}`))
  return [
    await measure('small module', stage.isQuick ? 3 : 15, chooseNew),
    await measure('standard library, opened before', stage.isQuick ? 1 : 3, () => standardLibrary),
  ]
}

type Choose = (server: LanguageServer, round: number) => Workspace
