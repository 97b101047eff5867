import { EventEmitter, once } from 'node:events'
import { Message, type RequestMessage, type ResponseMessage } from 'vscode-jsonrpc/node'
import type { RequestId } from '../../src/lsp/message.js'
import { answerGopls } from './answer-gopls.js'
import { type EditorDocument, EditorDocuments, type Splice } from './editor-documents.js'
import { type Answer, RequestBook } from './request-book.js'
import { ToldByGopls } from './told-by-gopls.js'
import type { Wire, WireEnd } from './wire.js'
import { readText, writeText } from './workspace.js'

export interface EditorOptions {
  readonly name?: string
  readonly folders: readonly string[]
  readonly settings?: Settings
  /** Methods of requests that this editor never answers. */
  readonly mute?: readonly string[]
}

export type Settings = Readonly<Record<string, unknown>>

export interface SentRequest {
  readonly id: RequestId
  readonly answer: Promise<Answer>
}

export interface RequestOptions {
  /** The command, where carried out twice it may do something twice. */
  readonly effects?: string
}

/** With these, gopls tells of diagnostics soon, and when it has told all. */
const baseSettings: Settings = {
  diagnosticsDelay: '10ms',
  verboseWorkDoneProgress: true,
  semanticTokens: true,
}

/** An editor that keeps books of all it said and heard, and trusts nobody. */
export class ScriptedEditor {
  readonly book = new RequestBook()
  readonly documents = new EditorDocuments()
  readonly told = new ToldByGopls()
  readonly ended: Promise<WireEnd>
  folders: readonly string[]
  settings: Settings
  readonly #wire: Wire
  readonly #mute: ReadonlySet<string>
  readonly #heard = new EventEmitter().setMaxListeners(0)
  readonly #askedIds = new Set<RequestId>()
  readonly #findings: string[] = []
  #requests = 0
  #hasEnded = false

  constructor(wire: Wire, { folders, settings = {}, mute = [] }: EditorOptions) {
    this.#wire = wire
    this.folders = folders
    this.settings = { ...baseSettings, ...settings }
    this.#mute = new Set(mute)
    this.ended = wire.ended.finally(() => {
      this.#hasEnded = true
      this.#heard.emit('heard')
    })
    wire.listen(message => this.#hear(message))
  }

  /** Opens a session as an editor does; resolves with the answer to `initialize`. */
  static async start(wire: Wire, options: EditorOptions): Promise<ScriptedEditor> {
    const editor = new ScriptedEditor(wire, options)
    const answer = await editor.request('initialize', {
      processId: process.pid,
      clientInfo: { name: options.name ?? 'scripted-editor', version: '1' },
      rootUri: options.folders[0] ?? null,
      workspaceFolders: describeFolders(options.folders),
      capabilities: clientCapabilities,
      initializationOptions: editor.settings,
    }).answer
    if (!answer.ok) throw new Error(`initialize was refused: ${answer.error.message}`)
    editor.notify('initialized', {})
    return editor
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get findings(): readonly string[] {
    return [...this.#findings, ...this.book.findings, ...this.told.findings]
  }

  /** Every eighth id is a string: both are allowed. */
  request(method: string, params: unknown, { effects }: RequestOptions = {}): SentRequest {
    this.#requests += 1
    const id = this.#requests % 8 === 0 ? `ask-${this.#requests}` : this.#requests
    const answer = this.book.send({ id, method, effects }, performance.now())
    this.#send({ id, method, params })
    return { id, answer }
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params })
  }

  cancel(id: RequestId): void {
    this.book.cancel(id)
    this.notify('$/cancelRequest', { id })
  }

  async open(uri: string, text?: string): Promise<void> {
    const { version, ...document } = this.documents.open(uri, text ?? (await readText(uri)))
    const languageId = uri.endsWith('go.mod') ? 'go.mod' : 'go'
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text: document.text } })
  }

  close(uri: string): void {
    this.documents.close(uri)
    this.notify('textDocument/didClose', { textDocument: { uri } })
  }

  type(document: EditorDocument, ...splices: readonly Splice[]): void {
    this.#changed(document.uri, this.documents.splice(document, splices))
  }

  replaceText(document: EditorDocument, text: string): void {
    this.#changed(document.uri, this.documents.replace(document, text))
  }

  async save({ uri, text }: EditorDocument): Promise<void> {
    this.notify('textDocument/willSave', { textDocument: { uri }, reason: 1 })
    await writeText(uri, text)
    this.notify('textDocument/didSave', { textDocument: { uri } })
  }

  configure(settings: Settings): void {
    this.settings = { ...this.settings, ...settings }
    this.notify('workspace/didChangeConfiguration', { settings: {} })
  }

  changeFolders(folders: readonly string[]): void {
    const added = describeFolders(folders.filter(uri => !this.folders.includes(uri)))
    const removed = describeFolders(this.folders.filter(uri => !folders.includes(uri)))
    this.folders = folders
    this.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } })
  }

  /** True as soon as it is so; false after the limit, or when the server has ended. Looked at with every message. */
  async until(isSo: () => boolean, limitMs: number): Promise<boolean> {
    const signal = AbortSignal.timeout(limitMs)
    while (!isSo() && !signal.aborted && !this.#hasEnded)
      await once(this.#heard, 'heard', { signal }).catch(() => undefined)
    return isSo()
  }

  /** Leaves as LSP says. */
  async leave(): Promise<WireEnd> {
    await this.request('shutdown', undefined).answer
    this.notify('exit', undefined)
    this.#wire.hangUp()
    return this.ended
  }

  #changed(uri: string, contentChanges: unknown): void {
    const version = this.documents.get(uri)?.version
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges })
  }

  #send(message: object): void {
    this.#wire.send({ jsonrpc: '2.0', ...message })
  }

  #hear(message: Message): void {
    if (Message.isRequest(message)) this.#answer(message)
    else if (Message.isNotification(message)) this.told.notified(message.method, message.params)
    else if (Message.isResponse(message))
      this.book.receive(message.id, readAnswer(message), performance.now())
    else this.#findings.push(`no message of JSON-RPC: ${JSON.stringify(message)}`)
    this.#heard.emit('heard')
  }

  #answer({ id, method, params }: RequestMessage): void {
    if (id === null || this.#askedIds.has(id))
      this.#findings.push(`${method} was asked under a used id, ${id}`)
    else this.#askedIds.add(id)
    if (!this.#mute.has(method)) this.#send({ id, result: answerGopls(this, method, params) })
  }
}

export function describeFolders(uris: readonly string[]): readonly object[] {
  return uris.map(uri => ({ uri, name: uri.split('/').at(-1) }))
}

function readAnswer({ result, error }: ResponseMessage): Answer {
  return error ? { ok: false, error } : { ok: true, result }
}

const dynamic = { dynamicRegistration: true }
const clientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true, showDocument: { support: true } },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeConfiguration: dynamic,
    didChangeWatchedFiles: dynamic,
  },
  textDocument: {
    synchronization: { willSave: true, didSave: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } },
    },
    publishDiagnostics: { versionSupport: true, relatedInformation: true },
    semanticTokens: {
      requests: { full: true },
      formats: ['relative'],
      tokenTypes: [
        'namespace',
        'type',
        'function',
        'method',
        'variable',
        'parameter',
        'comment',
        'string',
        'keyword',
      ],
      tokenModifiers: [],
    },
  },
}
