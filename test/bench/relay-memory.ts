import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { ballastMessageBytes, ballastMessages, stopReadingMethod } from './ballast.js'
import { type DropIn, startDropIns } from './contenders.js'
import { openSession } from './editing-session.js'
import { type Figure, percentile, type Stage } from './figure.js'
import { installSink } from './install-sink.js'
import type { LspClient } from './lsp-client.js'
import { readProcessUsage } from './process-usage.js'
import { type Workspace, writeSmallModule } from './workspace.js'

const addedMb = 20
const pendingLimitMb = 400
const openFiles = 20
const lookCount = 20
const lookDelayMs = 200

/** The memory of a relay: with many files open, beside a Node that does nothing, and while gopls takes nothing. */
export async function measureRelayMemory(stage: Stage): Promise<readonly Figure[] | string> {
  if (process.platform !== 'linux') return 'it needs /proc of Linux'
  const [dropIn] = await startDropIns({ ...stage, gopls: installSink(stage.folder) }, {})
  if (!dropIn) return 'there is no drop-in'
  const workspace = writeSmallModule(join(stage.folder, 'small'))
  return [await measureOpenFiles(stage, dropIn, workspace), await measurePending(stage, dropIn, workspace)]
}

async function measureOpenFiles(stage: Stage, dropIn: DropIn, workspace: Workspace): Promise<Figure> {
  const { client, hover } = await openSession(stage, dropIn, workspace)
  for (let file = 0; file < openFiles; file += 1) openFile(client, workspace, `open-${file}.go`)
  await hover()
  const relayMb = await watch(client.pid)
  await client.close()
  const bareMb = await watch(await startBareNode(stage))
  const limit = percentile(bareMb, 50) + addedMb
  return {
    name: `relay: resident memory, ${openFiles} files open, MB`,
    series: [
      { of: dropIn.name, values: relayMb, targets: [{ of: 50, limit, rule: `bare node + ${addedMb}` }] },
      { of: 'bare node', values: bareMb, isAlternative: true },
    ],
  }
}

/** The text of a document, again and again, while nobody reads it: 64 MiB, most of which has to wait in the editor. */
async function measurePending(stage: Stage, dropIn: DropIn, workspace: Workspace): Promise<Figure> {
  const { client, hover } = await openSession(stage, dropIn, workspace)
  const uri = openFile(client, workspace, 'pending.go')
  await hover()
  client.notify(stopReadingMethod, {})
  for (let version = 2; version < 2 + ballastMessages; version += 1)
    client.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text: `package small\n// ${'x'.repeat(ballastMessageBytes)}\n` }],
    })
  const relayMb = await watch(client.pid)
  if (client.unsentBytes === 0) throw new Error('the relay has taken all of it, though gopls takes nothing')
  return {
    name: 'relay: resident memory while gopls does not read 64 MiB of didChange, MB',
    series: [{ of: dropIn.name, values: relayMb, targets: [{ of: 100, limit: pendingLimitMb }] }],
  }
}

/** Opens a file of 10 KB that is on no disk; returns its URI. */
function openFile(client: LspClient, { root }: Workspace, name: string): string {
  const uri = pathToFileURL(join(root, name)).href
  const text = `package small\n${'// One more line.\n'.repeat(600)}`
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'go', version: 1, text } })
  return uri
}

async function startBareNode(stage: Stage): Promise<number> {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'exit')
  stage.atEnd(async () => {
    child.stdin.end()
    await ended
  })
  await once(child, 'spawn')
  return child.pid ?? 0
}

async function watch(pid: number): Promise<readonly number[]> {
  const seen: number[] = []
  for (let look = 0; look < lookCount; look += 1) {
    await delay(lookDelayMs)
    seen.push(readProcessUsage(pid).residentMb)
  }
  return seen
}
