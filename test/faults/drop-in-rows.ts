import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { openProcessTable } from '../../src/host/open-process-table.js'
import type { ProcessRow } from '../../src/host/process-table.js'
import { builtMain } from '../cli/built-main.js'
import { hoverTotal, shownFunction, startEditor } from '../session/start-editor.js'
import type { EditorCommand } from '../session/wire.js'
import { makeWorkspace } from '../session/workspace.js'
import { startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, type Guarded, startGuarded, waitFor } from './guarded.js'
import type { Stage } from './stage.js'
import { findGopls, findProcesses } from './witness.js'

const distFolder = dirname(dirname(builtMain))

const broken = [
  {
    name: 'no-node',
    inject: 'no Node can be found for the drop-in',
    /** Its pinned Node, under whatever name it is quoted there. */
    spoil: (text: string) => text.replaceAll(process.execPath, '/nowhere/node'),
  },
  {
    name: 'half-uninstalled',
    inject: 'the program of the relay is gone, the drop-in is still there',
    spoil: (text: string) => text.replaceAll(/guardian_entry='[^']*'/g, "guardian_entry='/nowhere/lsp.js'"),
  },
].map(
  ({ name, inject, spoil }): FaultRow => ({
    name,
    inject,
    expected: { state: 'answered', event: 'one line on stderr' },
    longestMs: 5_000,
    mostKills: 0,
    holds: 'the editor has the real gopls, without guardian',
    skip: noGopls,
    run: async stage => {
      const daemon = await startGuarded(stage, { gopls })
      await daemon.ready()
      const dropIn = join(await stage.makeFolder(), 'gopls')
      const text = await readFile(join(daemon.home, 'bin', 'gopls'), 'utf8')
      stage.check(spoil(text) !== text, 'the drop-in is as it was')
      await writeFile(dropIn, spoil(text), { mode: 0o755 })
      const environment = { ...editorsOf(daemon), PATH: await pathWithGoAlone(stage) }
      const sinceMs = performance.now()
      const { tookMs, stderr } = await useEditor(stage, { command: dropIn, args: [], environment }, sinceMs)
      const lines = stderr.split('\n').filter(line => line.includes('without guardian'))
      const event = lines.length === 1 ? 'one line on stderr' : `stderr: ${stderr.slice(0, 200)}`
      return { state: 'answered', event, tookMs, facts: (lines[0] ?? '').replace(gopls, 'gopls') }
    },
  }),
)

const oldRelay: FaultRow = {
  name: 'old-relay',
  inject: 'a relay of another protocol number beside a new daemon',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 5_000,
  mostKills: 0,
  holds: 'its editor is answered, by a gopls of its own that ends with it; nobody else notices',
  skip: noGopls,
  run: async stage => {
    const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls })
    const entry = await copyWithProtocol(stage, 0)
    const command = { command: process.execPath, args: [entry], environment: editorsOf(daemon) }
    let own: readonly ProcessRow[] = []
    const { tookMs } = await useEditor(stage, command, performance.now(), async () => {
      own = await findGoplsBeside(daemon)
    })
    stage.check(own.length === 1, `the relay has ${own.length} gopls of its own`)
    const isGone = async () => (await findGoplsBeside(daemon)).length === 0 || undefined
    await waitFor('the end of the gopls of the relay', 10_000, isGone)
    stage.countOwnEnds(own.length)
    const opened = (await daemon.events()).filter(({ event }) => event === 'session.opened').length
    stage.check(opened === 1, `the daemon knows ${opened} sessions`)
    await hover()
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const event = await findEnd(daemon)
    await leave()
    return { state: describeState(instance), event, tookMs }
  },
}

function editorsOf({ home, environment, gopls: real }: Guarded): NodeJS.ProcessEnv {
  return { ...environment, GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: real }
}

/** Those of its home that the daemon did not start: a relay did. */
export async function findGoplsBeside({ home, pid }: Guarded): Promise<readonly ProcessRow[]> {
  const rows = await findProcesses(await openProcessTable(process.platform), [home])
  return findGopls(rows).filter(({ parentPid }) => parentPid !== pid)
}

/** An editor that has one question, and leaves, after `look`; it waits from `sinceMs` on. */
async function useEditor(
  stage: Stage,
  editorCommand: EditorCommand,
  sinceMs: number,
  look: () => Promise<void> = async () => undefined,
) {
  const workspace = await makeWorkspace(stage)
  const editor = await startEditor(stage, { editorCommand }, workspace)
  await editor.open(workspace.uris[0])
  const answer = await hoverTotal(editor, workspace)
  const tookMs = performance.now() - sinceMs
  stage.check(shownFunction.test(JSON.stringify(answer)), `answered ${JSON.stringify(answer)}`)
  await look()
  const { exitCode, stderr } = await editor.leave()
  stage.check(exitCode === 0, `the drop-in ended with ${exitCode}`)
  return { tookMs, stderr }
}

/** The built program under another protocol number; gives back the relay's entry. */
async function copyWithProtocol(stage: Stage, number: number): Promise<string> {
  const folder = await stage.makeFolder()
  await cp(distFolder, join(folder, 'dist'), { recursive: true })
  for (const name of ['bin', 'package.json'])
    await cp(join(distFolder, '..', name), join(folder, name), { recursive: true })
  const chunks = join(folder, 'dist', 'cli')
  let changed = 0
  for (const name of await readdir(chunks)) {
    if (!name.endsWith('.js')) continue
    const text = await readFile(join(chunks, name), 'utf8')
    const other = text.replace(/\bprotocolNumber = \d+;/, `protocolNumber = ${number};`)
    if (other === text) continue
    changed += 1
    await writeFile(join(chunks, name), other)
  }
  if (changed === 0) throw new Error('no protocol number was found in dist')
  return join(chunks, 'lsp.js')
}

/** A folder in which there are go and git, and nothing else that PATH has. */
async function pathWithGoAlone(stage: Stage): Promise<string> {
  const folder = join(await stage.makeFolder(), 'bin')
  await mkdir(folder)
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const name of ['go', 'git']) {
    const found = folders.map(each => join(each, name)).find(path => existsSync(path))
    if (found) await symlink(found, join(folder, name))
  }
  return folder
}

export const dropInRows: readonly FaultRow[] = [...broken, oldRelay]
