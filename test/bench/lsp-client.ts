import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { encodeMessage, encodeNotification } from '../../src/lsp/message.js'
import { ballastMethod } from './ballast.js'
import type { AtEnd } from './figure.js'
import { MessageReader } from './message-reader.js'

/** A command line that speaks LSP over its stdio. */
export interface LanguageServer {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Asked {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** After this a server that does not end by itself is killed. */
const endLimitMs = 5_000

/** As little as can be between a bench and a language server, and the same for all of them. */
export class LspClient {
  readonly #child: ChildProcess
  readonly #reader = new MessageReader()
  readonly #asked = new Map<number, Asked>()
  #lastId = 0

  /** Ended with everything else at the latest. */
  static start(atEnd: AtEnd, { command, args, environment }: LanguageServer, folder: string): LspClient {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const client = new LspClient(child)
    atEnd(() => client.close())
    return client
  }

  private constructor(child: ChildProcess) {
    this.#child = child
    child.once('exit', code => this.#fail(`the language server ended with ${String(code)}`))
    child.once('error', ({ message }) => this.#fail(message))
    child.stdin?.on('error', () => undefined)
    child.stdout?.on('data', (chunk: Buffer) => {
      for (const body of this.#reader.feed(chunk)) this.#hear(JSON.parse(body.toString()) as Message)
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  request(method: string, params?: unknown): Promise<unknown> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject })
      this.#send({ id, method, params })
    })
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params })
  }

  /** Sends a frame that is made already. */
  write(frame: Buffer): void {
    this.#child.stdin?.write(frame)
  }

  /** What the language server has not taken yet: 0 when it has taken all. */
  get unsentBytes(): number {
    return this.#child.stdin?.writableLength ?? 0
  }

  /** As an editor leaves; by force where that does not help. */
  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (this.#child.pid === undefined || exitCode !== null || signalCode !== null) return
    const ended = once(this.#child, 'exit')
    const force = setTimeout(() => this.#child.kill('SIGKILL'), endLimitMs)
    await this.request('shutdown').catch(() => undefined)
    this.notify('exit', undefined)
    await ended
    clearTimeout(force)
  }

  #send(message: object): void {
    this.write(frameMessage(encodeMessage(message)))
  }

  #hear({ id, method, params, result, error }: Message): void {
    if (id === undefined) return
    if (method !== undefined) {
      this.#send({ id, result: answerServer(method, params) })
      return
    }
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result)
  }

  #fail(why: string): void {
    for (const { reject } of this.#asked.values()) reject(new Error(why))
    this.#asked.clear()
  }
}

/** The bytes of a message as they go over the wire. */
export function frameMessage(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body])
}

/** A message of so many bytes of text that nobody looks into, as it goes over the wire. */
export function makeBallast(bytes: number): Buffer {
  return frameMessage(encodeNotification(ballastMethod, { text: 'x'.repeat(bytes) }))
}

/** What an editor without settings answers. */
function answerServer(method: string, params: unknown): unknown {
  if (method !== 'workspace/configuration') return null
  return (params as { readonly items: readonly unknown[] }).items.map(() => ({}))
}
