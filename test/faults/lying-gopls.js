#!/usr/bin/env node
// @ts-check
/**
 * The real gopls (REAL_GOPLS) behind a proxy on its socket. As soon as there is a file LIE_FILE, whoever asks for a
 * hover next is answered with the bytes of that file, and the file is removed; all else goes through as it is. A file
 * that ends with `\0` has the connection closed behind the bytes before.
 */
import { spawn } from 'node:child_process'
import { readFileSync, unlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'

const real = process.env['REAL_GOPLS'] ?? ''
const lieFile = process.env['LIE_FILE'] ?? ''
const listen = '-listen=unix;'
const flags = process.argv.slice(2)
const socketPath = flags.find(flag => flag.startsWith(listen))?.slice(listen.length)

const realPath = `${socketPath}r`
const realFlags = flags.map(flag => (flag.startsWith(listen) ? `${listen}${realPath}` : flag))
const gopls = spawn(real, socketPath === undefined ? flags : realFlags, { stdio: 'inherit' })
gopls.on('exit', code => process.exit(code ?? 1))
process.on('SIGTERM', () => gopls.kill('SIGTERM'))
process.on('exit', () => gopls.kill('SIGKILL'))
if (socketPath !== undefined) createServer(join).listen(socketPath)

/** @param {import('node:net').Socket} client */
function join(client) {
  const server = connect(realPath)
  client.on('data', chunk => {
    const lie = chunk.includes('textDocument/hover') ? takeLie() : undefined
    if (lie === undefined) server.write(chunk)
    else if (lie.at(-1) === 0) client.end(lie.subarray(0, -1))
    else client.write(lie)
  })
  server.on('data', chunk => client.write(chunk))
  for (const [one, other] of [
    [client, server],
    [server, client],
  ]) {
    one?.on('error', () => undefined)
    one?.on('close', () => other?.destroy())
  }
}

function takeLie() {
  try {
    const lie = readFileSync(lieFile)
    unlinkSync(lieFile)
    return lie
  } catch {
    return undefined
  }
}
