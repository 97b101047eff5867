import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Message, StreamMessageWriter } from 'vscode-jsonrpc/node'
import { readMessages } from '../../src/gopls/message-connection.js'
import type { Scope } from '../fake-gopls/served-gopls.js'

/** How a language server is started. The environment is all that it gets. */
export interface EditorCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

/** Messages as they come and go, in their order, under the ids that they really have. */
export interface Wire {
  send(message: Message): void
  listen(hear: (message: Message) => void): void
  /** No more will be said; the process is expected to end. */
  hangUp(): void
  readonly ended: Promise<WireEnd>
}

export interface WireEnd {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** Starts a language server on stdio; it is gone when the scope ends. */
export function startWire(scope: Scope, { command, args, environment }: EditorCommand, folder: string): Wire {
  const child = spawn(command, args, { cwd: folder, env: environment, stdio: 'pipe' })
  const reader = readMessages(child.stdout)
  const writer = new StreamMessageWriter(child.stdin)
  // A server that dies takes its pipe with it; what counts is its end.
  child.stdin.on('error', () => undefined)
  writer.onError(() => undefined)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-10_000)))
  // Not `close`: a process that it left behind may hold its pipes for long.
  const ended = once(child, 'exit').then(
    ([exitCode, signal]: (number | NodeJS.Signals | null)[]) => ({ exitCode, signal, stderr }) as WireEnd,
  )
  scope.teardown(async () => {
    child.kill('SIGKILL')
    await ended
    for (const stream of child.stdio) stream?.destroy()
  })
  return {
    send: message => void writer.write(message).catch(() => undefined),
    listen: hear => void reader.listen(hear),
    hangUp: () => void child.stdin.end(),
    ended,
  }
}
