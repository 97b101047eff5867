import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type { Supervision } from '../../src/control/supervision.js'
import { systemClock } from '../../src/host/clock.js'
import { Relay } from '../../src/relay/relay.js'
import { openOwnSupervision } from '../../src/supervisor/own-supervision.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import { blockSession } from '../editors/block-session.js'
import { pathsUnder } from '../host/paths-under.js'
import { findRealGopls } from '../real/real-gopls.js'
import { cleanEnvironment } from '../supervisor/clean-environment.js'
import { awaitIncident } from '../supervisor/incidents/await-incident.js'
import { JsonPeer } from './json-peer.js'

const { skip, binary } = await findRealGopls()
const floorMs = 1_000
const source = 'package a\n\nfunc WordsOfTheDocument() {}\n'
const position = { line: 2, character: 6 }

t.test(
  'the record of a blocked session says what waits, but nothing of what was written',
  { skip },
  async t => {
    const { home, relay, supervision } = await openAlone(t)
    const { editor, folder, uri, close } = await edit(t, relay, supervision)
    const hover = { id: 2, method: 'textDocument/hover', params: { textDocument: { uri }, position } }
    t.match(await editor.ask(1, hover.method, hover.params), { result: { contents: {} } })
    await blockSession(folder, (method, params) => editor.say({ method, params }))
    editor.say(hover)
    const incident = await awaitIncident(home, ({ after }) =>
      after.some(({ kind }) => kind === 'session.replayed'),
    )
    t.match(await editor.answerTo(2), { result: { contents: {} } })
    t.match(incident, { action: 'reconnected', instance: `r${process.pid}` })
    const files = await readFiles(join(home, 'logs', 'incidents', incident.id))
    const [session] = JSON.parse(files.get('requests.json') ?? '') as readonly Described[]
    t.match(session, { editor: { name: 'ed' }, fromEditor: { moreUnanswered: 0 } })
    const [waiting, ...others] = session?.fromEditor.unanswered ?? []
    t.strictSame(others, [])
    t.match(waiting, { method: hover.method, bytes: JSON.stringify({ jsonrpc: '2.0', ...hover }).length })
    t.ok(Number(waiting?.ageMs) >= floorMs, `asked ${waiting?.ageMs} ms ago`)
    t.strictSame(
      incident.notifications.flatMap(({ from, method }) => (from === 'editor' ? [method] : [])),
      ['initialized', 'textDocument/didOpen', 'workspace/didChangeWatchedFiles'],
    )
    t.match(files.get('report.md'), /from editor: textDocument\/didOpen, \d+ bytes/)
    for (const [name, text] of files) t.notMatch(text, /WordsOfTheDocument|file:\/\//, name)
    await close()
  },
)

interface Described {
  readonly fromEditor: {
    readonly unanswered: readonly { readonly ageMs: number }[]
  }
}

/** A relay with a supervisor of its own, as there is without a daemon. */
async function openAlone(t: Test) {
  const home = await makeHome(t)
  const config = { hang: { floor: `${floorMs}ms` }, gopls: { path: binary?.path } }
  await writeFile(join(home, 'config.jsonc'), JSON.stringify(config))
  const environment = cleanEnvironment()
  const { platform } = process
  const paths = pathsUnder(home)
  const relay = new Relay({
    goplsArgs: [],
    environment,
    openConnection: ({ socketPath }) => connect(socketPath),
    clock: systemClock,
    trace: undefined,
  })
  const opened = await openOwnSupervision({
    paths,
    socketFolder: paths.runFolder,
    homeFolder: home,
    platform,
    environment,
    relay,
    version: '0.1.0',
  })
  if (!opened.ok) throw new Error(opened.detail)
  t.teardown(async () => {
    await relay.close()
    await opened.supervision.close()
  })
  return { home, relay, supervision: opened.supervision }
}

/** An editor with one open document, which answers whatever it is asked. */
async function edit(t: Test, relay: Relay, supervision: Supervision) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'module-')))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'go.mod'), 'module example.test/a\n\ngo 1.20\n')
  await writeFile(join(folder, 'a.go'), source)
  const [toRelay, fromRelay] = [new PassThrough(), new PassThrough()]
  const session = relay.open({ source: toRelay, sink: fromRelay }, supervision)
  const editor = new JsonPeer(fromRelay, toRelay)
  answerAll(editor)
  const rootUri = pathToFileURL(folder).href
  const uri = `${rootUri}/a.go`
  await editor.ask('init', 'initialize', {
    processId: null,
    clientInfo: { name: 'ed' },
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'a' }],
    capabilities: {},
  })
  editor.say({ method: 'initialized', params: {} })
  const textDocument = { uri, languageId: 'go', version: 1, text: source }
  editor.say({ method: 'textDocument/didOpen', params: { textDocument } })
  const close = async (): Promise<void> => {
    toRelay.end()
    await session.ended
  }
  return { editor, folder, uri, close }
}

function answerAll(editor: JsonPeer): void {
  void editor
    .next(({ method, id }) => method !== undefined && id !== undefined)
    .then(({ id }) => {
      editor.say({ id: id ?? null, result: null })
      answerAll(editor)
    })
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder)
  const texts = names.map(async name => [name, await readFile(join(folder, name), 'utf8')] as const)
  return new Map(await Promise.all(texts))
}
