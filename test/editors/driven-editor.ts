import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { EditorCommand } from '../session/wire.js'

export interface EditedFile {
  /** The language server; its environment is that of the editor. */
  readonly server: EditorCommand
  /** The folder of the module. */
  readonly root: string
  readonly file: string
}

/** How the editor's client of the language server ended. */
export interface ClientExit {
  readonly code: number
  readonly signal: number
}

export type Hover =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string }

export type Definition =
  | { readonly ok: true; readonly place: Place }
  | { readonly ok: false; readonly why: string }

export interface Place {
  readonly file: string
  /** Counted from 0. */
  readonly line: number
}

export interface Diagnostic {
  /** Counted from 0. */
  readonly line: number
  readonly message: string
}

/** Lines of JSON: what is asked of the program in the editor, and what it tells. */
export interface EditorChannel {
  /** Of the editor's process; undefined where it could not be started. */
  readonly pid: number | undefined
  readonly asked: Writable
  readonly told: Readable
  /** Resolves when the editor's process has ended. */
  readonly ended: Promise<unknown>
}

interface Answer {
  readonly text?: string
  readonly place?: Place
  readonly failed?: string
}

type Told =
  | { readonly id: number; readonly answer: Answer }
  | { readonly event: 'client-exit'; readonly code: number; readonly signal: number }
  | { readonly event: 'diagnostics'; readonly found: readonly Diagnostic[] }

/** A running editor with one file, driven by a program in its own language. */
export class DrivenEditor {
  readonly pid: number | undefined
  readonly #asked: Writable
  readonly #ended: Promise<unknown>
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  readonly #watchers = new Set<() => void>()
  #lastId = 0
  #diagnostics: readonly Diagnostic[] = []
  #clientExit: ClientExit | undefined

  constructor({ pid, asked, told, ended }: EditorChannel) {
    this.pid = pid
    this.#asked = asked
    // What was not read when it ended is nobody's any more.
    asked.on('error', () => undefined)
    this.#ended = ended.then(() => this.#leave('the editor has ended'))
    createInterface(told)
      .on('line', line => this.#hear(JSON.parse(line) as Told))
      .on('error', () => undefined)
  }

  async open({ server, root, file }: EditedFile): Promise<void> {
    const command = [server.command, ...server.args]
    const { failed } = await this.#ask('open', { command, root, file })
    if (failed !== undefined) throw new Error(`the editor could not open ${file}: ${failed}`)
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

  /** Where the first definition of the symbol at a place counted from 0 is. Takes as long as a hover may. */
  async definition(line: number, column: number): Promise<Definition> {
    const { place, failed } = await this.#ask('definition', { line, column })
    return place === undefined ? { ok: false, why: failed ?? 'no answer' } : { ok: true, place }
  }

  /** Sends the server a notification that the editor itself would not send. */
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

  /** The editor asks its server to shut down, then ends; at the end of what is asked in any case. */
  async close(): Promise<void> {
    this.#asked.end()
    await this.#ended
  }

  #ask(kind: string, details: object): Promise<Answer> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise(resolve => {
      this.#waiting.set(id, resolve)
      this.#asked.write(`${JSON.stringify({ id, kind, ...details })}\n`)
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

  /** Not every editor calls a handler for what a dead server has not answered. */
  #leave(failed: string): void {
    for (const answer of this.#waiting.values()) answer({ failed })
    this.#waiting.clear()
  }
}
