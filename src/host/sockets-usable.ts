import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'

const limitMs = 1_000

/** Whether this process may make a Unix socket in this folder and connect to it: a sandboxed one may not. */
export async function areSocketsUsable(folder: string): Promise<boolean> {
  const path = join(folder, `t-${process.pid}.sock`)
  const server = createServer(socket => socket.destroy())
  try {
    return (await listens(server, path)) && (await connects(path))
  } finally {
    server.close()
    await rm(path, { force: true }).catch(() => undefined)
  }
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise(resolve => {
    server.once('error', () => resolve(false))
    server.listen(path, () => resolve(true))
  })
}

function connects(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.setTimeout(limitMs, () => socket.destroy())
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
