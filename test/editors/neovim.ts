import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '../fake-gopls/served-gopls.js'
import type { EditorCommand } from '../session/wire.js'
import type { NeovimProgram } from './find-neovim.js'

export interface EditedFile {
  /** The language server; its environment is that of Neovim. */
  readonly server: EditorCommand
  /** The folder of the module. */
  readonly root: string
  readonly file: string
}

/** How Neovim's client of the language server ended. */
export interface ClientExit {
  readonly code: number
  readonly signal: number
}

export type Hover =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string }

export interface Diagnostic {
  /** Counted from 0. */
  readonly line: number
  readonly message: string
}

const driver = fileURLToPath(new URL('./neovim-driver.lua', import.meta.url))

/** Starts Neovim without a screen and without anybody's settings; resolves when the server has answered `initialize`. */
export async function openNeovim(scope: Scope, program: NeovimProgram, file: EditedFile): Promise<Neovim> {
  const child = spawn(program.path, ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-S', driver], {
    cwd: file.root,
    env: { ...file.server.environment, ...program.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const neovim = new Neovim(child)
  scope.teardown(() => neovim.close())
  await neovim.open(file)
  return neovim
}

interface Answer {
  readonly text?: string
  readonly failed?: string
}

type Told =
  | { readonly id: number; readonly answer: Answer }
  | { readonly event: 'client-exit'; readonly code: number; readonly signal: number }
  | { readonly event: 'diagnostics'; readonly found: readonly Diagnostic[] }

/** A running Neovim with one file, driven over its stdio by lines of JSON. */
export class Neovim {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  readonly #watchers = new Set<() => void>()
  #lastId = 0
  #diagnostics: readonly Diagnostic[] = []
  #clientExit: ClientExit | undefined

  constructor(child: ChildProcess) {
    this.#child = child
    // What was not read when it ended is nobody's any more.
    child.stdin?.on('error', () => undefined)
    this.#ended = once(child, 'close').then(() => this.#leave('Neovim has ended'))
    if (child.stdout) createInterface(child.stdout).on('line', line => this.#hear(JSON.parse(line) as Told))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  async open({ server, root, file }: EditedFile): Promise<void> {
    const command = [server.command, ...server.args]
    const { failed } = await this.#ask('open', { command, root, file })
    if (failed !== undefined) throw new Error(`Neovim could not open ${file}: ${failed}`)
  }

  /** Replaces one line, counted from 0, in the buffer; nothing is saved. */
  async edit(line: number, text: string): Promise<void> {
    await this.#ask('edit', { line, text })
  }

  /** What hovering shows at a place counted from 0. Takes as long as the server does, or until the client is gone. */
  async hover(line: number, column: number): Promise<Hover> {
    const { text, failed } = await this.#ask('hover', { line, column })
    return text === undefined ? { ok: false, why: failed ?? 'no answer' } : { ok: true, text }
  }

  /** Sends the server a notification that Neovim itself would not send. */
  async notify(method: string, params: object): Promise<void> {
    await this.#ask('notify', { method, params })
  }

  /** Waits until what the server has published for the file is as asked for. */
  async diagnosticsWhen(
    isSo: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    await this.#when(() => isSo(this.#diagnostics))
    return this.#diagnostics
  }

  /** Undefined while the client lives. */
  get clientExit(): ClientExit | undefined {
    return this.#clientExit
  }

  async clientExited(): Promise<ClientExit | undefined> {
    await this.#when(() => this.#clientExit !== undefined)
    return this.#clientExit
  }

  /** Neovim asks its server to shut down, then ends; at the end of its input in any case. */
  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#ended
  }

  #ask(kind: string, details: object): Promise<Answer> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise(resolve => {
      this.#waiting.set(id, resolve)
      this.#child.stdin?.write(`${JSON.stringify({ id, kind, ...details })}\n`)
    })
  }

  #when(isSo: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = (): void => {
        if (!isSo()) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }

  #hear(told: Told): void {
    if ('id' in told) {
      this.#waiting.get(told.id)?.(told.answer)
      this.#waiting.delete(told.id)
      return
    }
    if (told.event === 'diagnostics') this.#diagnostics = told.found
    else {
      this.#clientExit = { code: told.code, signal: told.signal }
      this.#leave('the client is gone')
    }
    for (const look of this.#watchers) look()
  }

  /** Neovim calls no handler for what a dead server has not answered. */
  #leave(failed: string): void {
    for (const answer of this.#waiting.values()) answer({ failed })
    this.#waiting.clear()
  }
}
