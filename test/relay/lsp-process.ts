import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { makeHome } from '../cli/stand-in-daemon.js'
import { JsonPeer } from './json-peer.js'

const entry = fileURLToPath(new URL('../../src/cli/lsp.ts', import.meta.url))

const withoutTap = process.execArgv.filter(arg => !arg.includes('processinfo'))

export interface LspProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  readonly editor: JsonPeer
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>
}

export interface LspSetUp {
  readonly goplsPath?: string
  /** A module that Node loads first. tap, which listens for signals in every child, is then left out of this one. */
  readonly beside?: URL
}

/** The relay as editors start it, in a home without a daemon. */
export async function startLsp(
  t: Test,
  args: readonly string[],
  { goplsPath = '', beside }: LspSetUp = {},
): Promise<LspProcess> {
  const home = await makeHome(t)
  // tap puts its own into the environment when we spawn: it can only be taken out again behind that.
  const command = beside
    ? ['env', '-u', 'NODE_OPTIONS', process.execPath, ...withoutTap, '--import', beside.href]
    : [process.execPath, ...process.execArgv]
  const [program = '', ...programArgs] = command
  const child = spawn(program, [...programArgs, entry, ...args], {
    env: { ...process.env, GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: goplsPath },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<number | string | null>(resolve =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, editor: new JsonPeer(child.stdout, child.stdin), ended }
}
