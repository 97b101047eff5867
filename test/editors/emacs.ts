import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scope } from '../fake-gopls/served-gopls.js'
import type { OutsideProgram } from '../host/outside-program.js'
import { DrivenEditor, type EditedFile } from './driven-editor.js'

const driver = fileURLToPath(new URL('./emacs-driver.el', import.meta.url))

/**
 * Starts Emacs without a screen and without anybody's settings; resolves when eglot is connected. Emacs hears nothing
 * from its server while it reads stdin, so that it is driven over a socket.
 */
export async function openEmacs(
  scope: Scope,
  program: OutsideProgram,
  file: EditedFile,
): Promise<DrivenEditor> {
  const folder = mkdtempSync(join(tmpdir(), 'emacs-'))
  scope.teardown(async () => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 'driver')
  const server = createServer().listen(socketPath)
  await once(server, 'listening')
  const child = spawn(program.path, [...program.args, '-Q', '--batch', '-l', driver], {
    cwd: file.root,
    env: { ...file.server.environment, ...program.environment, EMACS_DRIVER_SOCKET: socketPath },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'close')
  const connected = once(server, 'connection').then(([socket]) => socket as Socket)
  const socket = await Promise.race([connected, ended.then(() => undefined)])
  server.close()
  if (!socket) throw new Error('Emacs ended before it could be driven')
  const emacs = new DrivenEditor({ pid: child.pid, asked: socket, told: socket, ended })
  scope.teardown(() => emacs.close())
  await emacs.open(file)
  return emacs
}
