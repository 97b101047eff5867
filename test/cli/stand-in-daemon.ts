import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A folder for GOPLS_GUARDIAN_HOME, short enough for a socket in it. */
export async function makeHome(t: Pick<Test, 'teardown'>): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'guardian-cli-'))
  t.teardown(() => rm(home, { recursive: true, force: true }))
  return home
}

/** Listens where the daemon would; returns the socket's path. */
export async function standInForDaemon(t: Test, home: string, listener: RequestListener): Promise<string> {
  const socketPath = join(home, 'run', 'api.sock')
  await mkdir(join(home, 'run'), { recursive: true })
  const server = createServer(listener).listen(socketPath)
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return socketPath
}

/** A daemon that gives each `METHOD path` its JSON, and a problem for everything else. */
export function answerWith(answers: Readonly<Record<string, unknown>>): RequestListener {
  return (request, response) => {
    const answer = answers[`${request.method} ${request.url}`]
    const found = answer !== undefined
    const type = found ? 'application/json' : 'application/problem+json'
    response
      .writeHead(found ? 200 : 404, { 'content-type': type })
      .end(JSON.stringify(answer ?? { detail: `No instance has this id.` }))
  }
}
