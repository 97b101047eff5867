import { DocumentMirror } from './document-mirror.js'
import type { JournalFinding } from './journal-finding.js'
import type { JournalLimits } from './journal-limits.js'
import type { RequestId } from './message.js'
import type { PositionEncoding } from './position-encoding.js'
import {
  asObject,
  type Folder,
  type JsonObject,
  readContentChanges,
  readDocumentUri,
  readDocumentVersion,
  readFolderChange,
  readOpenedDocument,
  readPositionEncoding,
  readTrace,
} from './read-params.js'
import { changeFolders, initialFolders } from './workspace-folders.js'

export interface Initialize {
  /** The editor's id of the request. */
  readonly id: RequestId
  readonly params: JsonObject
  /** What gopls answered; undefined until it has. */
  readonly answer: { readonly result: unknown } | undefined
}

/** All that a gopls must have been told to stand where the editor believes it to stand. */
export class ToldToGopls {
  readonly #limits: JournalLimits
  readonly #mirror: DocumentMirror
  #initialize: Initialize | undefined
  #initialized = false
  #configuration: unknown
  #folders: readonly Folder[] | undefined
  #trace: string | undefined

  constructor(limits: JournalLimits) {
    this.#limits = limits
    this.#mirror = new DocumentMirror(limits.documents)
  }

  get initialize(): Initialize | undefined {
    return this.#initialize
  }

  get initialized(): boolean {
    return this.#initialized
  }

  /** The last params of `workspace/didChangeConfiguration`. */
  get configuration(): unknown {
    return this.#configuration
  }

  get folders(): readonly Folder[] {
    return this.#folders ?? initialFolders(this.#initialize?.params)
  }

  /** Whether they are others than `initialize` named. */
  get foldersChanged(): boolean {
    return this.#folders !== undefined
  }

  /** Undefined when it was not set since `initialize`. */
  get trace(): string | undefined {
    return this.#trace
  }

  get positionEncoding(): PositionEncoding {
    return readPositionEncoding(this.#initialize?.answer?.result)
  }

  get documents(): DocumentMirror['documents'] {
    return this.#mirror.documents
  }

  /** A second one is gopls's to refuse. */
  askInitialize(id: RequestId, params: unknown): void {
    this.#initialize ??= { id, params: asObject(params) ?? {}, answer: undefined }
  }

  /** `answer` undefined: refused, so there is nothing to be repeated. */
  answerInitialize(id: RequestId, answer: Initialize['answer']): void {
    const asked = this.#initialize
    if (asked?.id === id && !asked.answer) this.#initialize = answer && { ...asked, answer }
  }

  /** Takes in a notification of the editor. */
  notify(method: string, params: unknown): JournalFinding | undefined {
    switch (method) {
      case 'initialized':
        this.#initialized = true
        return undefined
      case 'workspace/didChangeConfiguration':
        this.#configuration = params
        return undefined
      case 'workspace/didChangeWorkspaceFolders':
        return this.#changeFolders(params)
      case '$/setTrace':
        this.#trace = readTrace(params) ?? this.#trace
        return undefined
      default:
        return this.#notifyOfDocument(method, params)
    }
  }

  #changeFolders(params: unknown): JournalFinding | undefined {
    const change = readFolderChange(params)
    if (!change) return { kind: 'not-understood', method: 'workspace/didChangeWorkspaceFolders' }
    const folders = changeFolders(this.folders, change)
    if (folders.length > this.#limits.folders) return { kind: 'limit-reached', limit: 'folders' }
    this.#folders = folders
    return undefined
  }

  #notifyOfDocument(method: string, params: unknown): JournalFinding | undefined {
    if (method === 'textDocument/didOpen') {
      const opened = readOpenedDocument(params)
      return opened ? about(opened.uri, this.#mirror.open(opened)) : { kind: 'not-understood', method }
    }
    if (method !== 'textDocument/didChange' && method !== 'textDocument/didClose') return undefined
    const uri = readDocumentUri(params)
    if (uri === undefined) return { kind: 'not-understood', method }
    if (method === 'textDocument/didClose') {
      this.#mirror.close(uri)
      return undefined
    }
    const version = readDocumentVersion(params)
    const changes = readContentChanges(params)
    return about(uri, this.#mirror.change(uri, version, changes, this.positionEncoding))
  }
}

function about(uri: string, problem: ReturnType<DocumentMirror['open']>): JournalFinding | undefined {
  return problem && { kind: 'document', problem, uri }
}
