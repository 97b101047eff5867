import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveGopls } from '../fake-gopls/served-gopls.js'
import { ballastMessageBytes, ballastMessages, giveMethod } from './ballast.js'
import { startDropIns } from './contenders.js'
import { openSession } from './editing-session.js'
import { type Figure, percentile, type Stage } from './figure.js'
import { waitForFirstAnswer } from './first-answer.js'
import { installSink } from './install-sink.js'
import { type LanguageServer, type LspClient, makeBallast } from './lsp-client.js'
import { takeTurns, time } from './turns.js'
import { writeSmallModule } from './workspace.js'

const share = 0.7
/** Made once: what a bench does while it measures hides what the relay does. */
const ballast = makeBallast(ballastMessageBytes)

/** How long 64 MiB take through the relay, each way, beside a bare pipe to the same stand-in for gopls. */
export async function measureThroughput(stage: Stage): Promise<readonly Figure[]> {
  const sinkStage = { ...stage, gopls: installSink(stage.folder) }
  const dropIns = await startDropIns(sinkStage, {})
  const servers = [...dropIns, await startBarePipe(sinkStage)]
  const workspace = writeSmallModule(join(stage.folder, 'small'))
  const clients = await Promise.all(
    servers.map(async server => (await openSession(stage, server, workspace)).client),
  )
  const compare = async (name: string, move: (client: LspClient) => Promise<unknown>): Promise<Figure> => {
    await takeTurns(clients, 1, client => time(() => move(client)))
    const taken = await takeTurns(clients, stage.isQuick ? 3 : 15, client => time(() => move(client)))
    const targets = [
      { of: 50, limit: percentile(taken.at(-1) ?? [], 50) / share, rule: `bare pipe / ${share}` },
    ] as const
    return {
      name: `throughput: ${name}, ms`,
      series: servers.map((server, index) => ({
        of: server.name,
        values: taken[index] ?? [],
        isAlternative: index >= dropIns.length,
        targets: index < dropIns.length ? targets : [],
      })),
    }
  }
  const figures = [
    await compare('64 MiB to gopls', give),
    await compare('64 MiB from gopls', client => client.request(giveMethod)),
  ]
  for (const client of clients) await client.close()
  return figures
}

/** All of it has come when what is asked behind it is answered. */
async function give(client: LspClient): Promise<void> {
  for (let message = 0; message < ballastMessages; message += 1) client.write(ballast)
  await client.request('bench/taken')
}

async function startBarePipe(stage: Stage): Promise<LanguageServer> {
  const socketPath = join(stage.folder, 'sink.sock')
  serveGopls({ teardown: stage.atEnd }, stage.gopls, socketPath)
  await waitForFirstAnswer(socketPath)
  const program = fileURLToPath(new URL('./bare-pipe.js', import.meta.url))
  return { name: 'bare pipe', command: process.execPath, args: [program, socketPath], environment: {} }
}
