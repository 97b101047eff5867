import { join } from 'node:path'
import { readPrivateFile, type WriteResult, writePrivateFile } from '../../host/private-file.js'
import type { Connection } from './connection.js'

/** The edits of settings files that can be taken back, by the path of the file. */
export class ConnectionRecord {
  readonly #file: string

  constructor(stateFolder: string) {
    this.#file = connectionsFile(stateFolder)
  }

  /** The settings files with an edit of ours. */
  async files(): Promise<readonly string[]> {
    return Object.keys(await this.#read())
  }

  async find(settingsFile: string): Promise<Connection | undefined> {
    return (await this.#read())[settingsFile]
  }

  async remember(settingsFile: string, connection: Connection): Promise<WriteResult> {
    return this.#write({ ...(await this.#read()), [settingsFile]: connection })
  }

  async forget(settingsFile: string): Promise<WriteResult> {
    const { [settingsFile]: forgotten, ...others } = await this.#read()
    return forgotten === undefined ? { ok: true } : this.#write(others)
  }

  async #read(): Promise<Connections> {
    const read = await readPrivateFile(this.#file, maxBytes)
    return read.ok ? parseConnections(read.text) : {}
  }

  #write(connections: Connections): WriteResult {
    return writePrivateFile(this.#file, `${JSON.stringify(connections, null, 2)}\n`)
  }
}

export function connectionsFile(stateFolder: string): string {
  return join(stateFolder, 'editors.json')
}

type Connections = Readonly<Record<string, Connection>>

const maxBytes = 16 * 1024 * 1024

/** What cannot be read is as if it had never been written: then only our own value can be taken out. */
function parseConnections(json: string): Connections {
  try {
    const entries = Object.entries(JSON.parse(json) as object)
    return Object.fromEntries(
      entries.filter((entry): entry is [string, Connection] => isConnection(entry[1])),
    )
  } catch {
    return {}
  }
}

function isConnection(value: unknown): value is Connection {
  const { dropIn, change, digest, createdFile } = Object(value) as Partial<Record<keyof Connection, unknown>>
  const { offset, removed, inserted } = Object(change) as Partial<Record<keyof Connection['change'], unknown>>
  const texts = [dropIn, digest, removed, inserted]
  return (
    texts.every(text => typeof text === 'string') &&
    typeof offset === 'number' &&
    typeof createdFile === 'boolean'
  )
}
