import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type AtWork, askUntil, startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd } from './guarded.js'
import type { Stage } from './stage.js'

const taken = [
  ['port-taken-v4', '127.0.0.1'],
  ['port-taken-v6', '::'],
] as const

const takenPorts = taken.map(
  ([name, host]): FaultRow => ({
    name,
    inject: `somebody listens on the daemon's port at ${host}, and leaves later`,
    expected: { state: 'ready, healthy', event: 'http.port-taken' },
    longestMs: 15_000,
    mostKills: 0,
    holds: 'editors are served meanwhile, and /health warns; then the port is taken within 15 s',
    skip: noGopls,
    run: async stage => {
      const server = createServer().listen(0, host)
      await once(server, 'listening')
      stage.teardown(() => server.close())
      const { port } = server.address() as AddressInfo
      const { daemon, hover, leave } = await startAtWork(stage, { gopls, args: ['--port', String(port)] })
      const { event } = await daemon.eventWhen('http.port-taken')
      const { status } = await daemon.statusWhen(() => true)
      stage.check(status === 'warn', `/health says ${status}`)
      server.close()
      const sinceMs = performance.now()
      await daemon.eventWhen('http.listening', ({ url }) => String(url).includes(`:${port}`))
      const tookMs = performance.now() - sinceMs
      await hover()
      const instance = await daemon.instanceWhen(({ verdict }) => verdict === 'healthy')
      await leave()
      return { state: describeState(instance), event, tookMs }
    },
  }),
)

const crowd: FaultRow = {
  name: 'connects-10000',
  inject: '10,000 connections to the port, 250 at a time, each with half a request',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'no hover takes 5 s; /health answers over the port 15 s later; no file of the daemon stays open',
  skip: noGopls,
  run: async stage => {
    const atWork = await startAtWork(stage, { gopls })
    const port = await findPort(atWork)
    const filesBefore = countFiles(atWork)
    const sinceMs = performance.now()
    const slowest = watchHovers(atWork)
    for (let count = 0; count < 10_000; count += 250)
      await Promise.all(
        Array.from({ length: 250 }, async () => {
          const socket = await knock(stage, port)
          socket.write('GET /health HT')
          socket.destroy()
        }),
      )
    const tookMs = performance.now() - sinceMs
    const judged = await judgeDoor(stage, atWork, port, slowest)
    const more = countFiles(atWork) - filesBefore
    stage.check(more < 10, `${more} more files of the daemon are open`)
    return { ...judged, tookMs }
  },
}

/** What the daemon has open; 0 where there is no /proc to look at. */
function countFiles({ daemon }: AtWork): number {
  const folder = `/proc/${daemon.pid}/fd`
  return existsSync(folder) ? readdirSync(folder).length : 0
}

const slowLoris: FaultRow = {
  name: 'slow-loris',
  inject: '400 connections that send a byte of a header each second',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'all are cut off; no hover takes 5 s; /health answers over the port afterwards',
  skip: noGopls,
  run: async stage => {
    const atWork = await startAtWork(stage, { gopls })
    const port = await findPort(atWork)
    const sockets = await Promise.all(Array.from({ length: 400 }, () => knock(stage, port)))
    for (const socket of sockets) socket.write('GET /health HTTP/1.1\r\nX: ')
    const timer = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x')
    }, 1_000)
    stage.teardown(() => clearInterval(timer))
    const slowest = watchHovers(atWork)
    const sinceMs = performance.now()
    await Promise.all(sockets.map(untilClosed))
    const tookMs = performance.now() - sinceMs
    clearInterval(timer)
    return { ...(await judgeDoor(stage, atWork, port, slowest)), tookMs }
  },
}

async function findPort({ daemon }: AtWork): Promise<number> {
  const { url } = await daemon.eventWhen('http.listening')
  return Number(new URL(String(url)).port)
}

/** A connection that is cut off while we write is reset. */
async function knock(stage: Stage, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  stage.teardown(() => socket.destroy())
  await new Promise(resolve => socket.once('connect', resolve).once('close', resolve))
  return socket
}

function untilClosed(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

/** Asks all the time, until `stop`, which tells the longest wait in milliseconds. */
function watchHovers({ hover }: AtWork): { readonly stop: () => Promise<number> } {
  const over = new AbortController()
  const asking = askUntil(hover, over.signal)
  return {
    stop: () => {
      over.abort()
      return asking
    },
  }
}

async function judgeDoor(
  stage: Stage,
  { daemon, pid, leave }: AtWork,
  port: number,
  hovers: { readonly stop: () => Promise<number> },
) {
  const slowestMs = await hovers.stop()
  stage.check(slowestMs < 5_000, `a hover took ${Math.round(slowestMs)} ms`)
  await delay(15_000)
  const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_000) })
  stage.check(response.ok, `/health answers ${response.status}`)
  await response.text()
  const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
  const event = await findEnd(daemon)
  await leave()
  return { state: describeState(instance), event, facts: `slowest hover ${Math.round(slowestMs)} ms` }
}

export const doorRows: readonly FaultRow[] = [...takenPorts, crowd, slowLoris]
