import { join } from 'node:path'
import { fetchPage, openDebugServer } from '../../src/gopls/debug-server.js'
import { seeHeap } from '../../src/gopls/see-heap.js'
import { serveGopls } from '../fake-gopls/served-gopls.js'
import { openSession } from './editing-session.js'
import type { Figure, Stage } from './figure.js'
import { waitForFirstAnswer } from './first-answer.js'
import { readProcessUsage } from './process-usage.js'
import { settle } from './settle.js'
import { findStandardLibrary } from './workspace.js'

const limitMs = 120_000
const maxTextBytes = 1024 * 1024 * 1024

interface Cost {
  readonly tookMs: number
  readonly goplsCpuMs: number
  readonly ownCpuMs: number
  /** How much larger gopls is afterwards. */
  readonly grownMb: number
}

/** What it costs to know who holds the heap of a gopls that has the standard library open, beside the profile as text. */
export async function measureHeap(stage: Stage): Promise<readonly Figure[]> {
  const socketPath = join(stage.folder, 'heap.sock')
  const { child } = serveGopls({ teardown: stage.atEnd }, stage.gopls, socketPath)
  await waitForFirstAnswer(socketPath)
  const args = [`-remote=unix;${socketPath}`]
  const editor = { name: 'gopls -remote', command: stage.gopls, args, environment: {} }
  const session = await openSession(stage, editor, findStandardLibrary())
  await session.hover()
  await settle(session)

  const goplsPid = child.pid ?? 0
  const rounds = stage.isQuick ? 1 : 5
  // One after the other, and the text last: what gopls grows by for it does not go away between two rounds.
  const packed = await repeat(rounds, goplsPid, () => seeHeap(socketPath, limitMs))
  const asText = await repeat(rounds, goplsPid, () => readText(socketPath))
  await session.client.close()
  const compare = (name: string, read: (cost: Cost) => number, limit?: number): Figure => ({
    name: `heap profile, standard library: ${name}`,
    series: [
      { of: 'packed', values: packed.map(read), targets: limit === undefined ? [] : [{ of: 50, limit }] },
      { of: 'as text', values: asText.map(read), isAlternative: true },
    ],
  })
  return [
    compare('until it is known, ms', ({ tookMs }) => tookMs),
    compare('of gopls, ms CPU', ({ goplsCpuMs }) => goplsCpuMs),
    compare('of ours, ms CPU', ({ ownCpuMs }) => ownCpuMs, 100),
    compare('gopls grows by, MB', ({ grownMb }) => grownMb),
  ]
}

async function repeat(
  rounds: number,
  goplsPid: number,
  ask: () => Promise<unknown>,
): Promise<readonly Cost[]> {
  const costs: Cost[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = readProcessUsage(goplsPid)
    const beganMs = performance.now()
    const began = process.cpuUsage()
    if ((await ask()) === undefined) throw new Error('no heap profile')
    const { user, system } = process.cpuUsage(began)
    const after = readProcessUsage(goplsPid)
    costs.push({
      tookMs: performance.now() - beganMs,
      goplsCpuMs: after.cpuMs - before.cpuMs,
      ownCpuMs: (user + system) / 1_000,
      grownMb: after.residentMb - before.residentMb,
    })
  }
  return costs
}

/** No more than having it: nobody looks for users in it here. */
async function readText(socketPath: string): Promise<Buffer | undefined> {
  const deadline = AbortSignal.timeout(limitMs)
  const server = await openDebugServer(socketPath, deadline)
  if (!server.ok) return undefined
  const page = await fetchPage(new URL('/debug/pprof/heap?debug=1', server.url), maxTextBytes, deadline)
  return page.ok ? page.bytes : undefined
}
