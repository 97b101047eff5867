import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import { serveGopls } from '../fake-gopls/served-gopls.js'
import type { Stage } from './figure.js'
import { waitForFirstAnswer } from './first-answer.js'
import type { LanguageServer } from './lsp-client.js'
import { startDaemon } from './start-daemon.js'

/** What an editor can be given for gopls. */
export interface Contenders {
  /** gopls itself over stdio. */
  readonly direct: LanguageServer
  /** gopls's own forwarder to a server on a socket. */
  readonly forwarder: LanguageServer
  readonly dropIns: readonly DropIn[]
}

export interface DropIn extends LanguageServer {
  /** Where the records of the gopls behind it lie. */
  readonly home: string
}

export async function prepareContenders(
  stage: Stage,
  configuration: ConfigurationDocument = {},
): Promise<Contenders> {
  return {
    direct: startDirectly(stage),
    forwarder: await startForwarder(stage),
    dropIns: await startDropIns(stage, configuration),
  }
}

export function startDirectly({ gopls }: Stage): LanguageServer {
  return { name: 'gopls over stdio', command: gopls, args: [], environment: {} }
}

async function startForwarder(stage: Stage): Promise<LanguageServer> {
  const socketPath = join(stage.folder, 'forwarded.sock')
  serveGopls({ teardown: stage.atEnd }, stage.gopls, socketPath)
  await waitForFirstAnswer(socketPath)
  return {
    name: 'gopls -remote',
    command: stage.gopls,
    args: [`-remote=unix;${socketPath}`],
    environment: {},
  }
}

/** The drop-in as a daemon installs it: once with that daemon, once in a home without any. */
export async function startDropIns(
  stage: Stage,
  configuration: ConfigurationDocument,
): Promise<readonly DropIn[]> {
  const { home } = await startDaemon(stage, configuration)
  const lonelyHome = join(stage.folder, 'lonely')
  mkdirSync(lonelyHome, { mode: 0o700 })
  writeFileSync(join(lonelyHome, 'config.jsonc'), JSON.stringify(configuration), { mode: 0o600 })
  const common = { command: join(home, 'bin/gopls'), args: [] }
  const environment = { GOPLS_GUARDIAN_GOPLS: stage.gopls }
  return [
    {
      ...common,
      name: 'drop-in, daemon',
      home,
      environment: { ...environment, GOPLS_GUARDIAN_HOME: home },
    },
    {
      ...common,
      name: 'drop-in, alone',
      home: lonelyHome,
      environment: { ...environment, GOPLS_GUARDIAN_HOME: lonelyHome },
    },
  ]
}
