import { readdirSync, rmSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readPrivateFile, writePrivateFile } from '../host/private-file.js'
import { formatRecord, type InstanceRecord } from './instance-record.js'
import { parseRecord } from './parse-record.js'

export interface RecordStoreOptions {
  /** `run/instances`. */
  readonly folder: string
  /** For the names of what is set aside: they sort by age. */
  readonly wallMs: () => number
  readonly onSetAside: (file: string, reason: string) => void
  /** Called when writing begins to fail, and with undefined when it works again. */
  readonly onTrouble: (detail: string | undefined) => void
}

const maxRecordBytes = 64 * 1024
const maxRecords = 256
const maxSetAside = 20
const recordName = /^([a-z0-9-]{1,32})\.json$/

/** The records of instances on disk. */
export class RecordStore {
  readonly #options: RecordStoreOptions
  /** What could not be written, by its id. */
  readonly #unsaved = new Map<string, InstanceRecord>()
  #isFailing = false

  constructor(options: RecordStoreOptions) {
    this.#options = options
  }

  /** The instances that have a record, of whatever supervisor. */
  ids(): readonly string[] {
    const ids = readNames(this.#options.folder).flatMap(name => recordName.exec(name)?.[1] ?? [])
    return ids.toSorted().slice(0, maxRecords)
  }

  /** Reads one record of boot `bootId`; one that is not to be trusted is set aside. */
  async read(id: string, bootId: string): Promise<InstanceRecord | undefined> {
    const result = await this.#check(id, bootId)
    if (result.ok) return result.record
    if (result.reason !== 'missing') await this.setAside(id, result.reason)
    return undefined
  }

  /** On disk when this returns: a daemon that is killed right after must not have forgotten its gopls. */
  save(record: InstanceRecord): void {
    const result = writePrivateFile(this.#file(record.id), formatRecord(record))
    if (!result.ok) {
      this.#unsaved.set(record.id, record)
      this.#tellTrouble(result.message)
      return
    }
    this.#unsaved.delete(record.id)
    if (this.#isFailing) this.#options.onTrouble(undefined)
    this.#isFailing = false
  }

  /** Writes again what could not be written, until the first that still cannot; to be called now and then. */
  retry(): void {
    const [record] = this.#unsaved.values()
    if (!record) return
    this.save(record)
    if (!this.#unsaved.has(record.id)) this.retry()
  }

  remove(id: string): void {
    this.#unsaved.delete(id)
    try {
      rmSync(this.#file(id), { force: true })
    } catch (error) {
      this.#tellTrouble(`cannot remove ${this.#file(id)}: ${String(error)}`)
    }
  }

  /** Moves a record out of the way, for a person to look at; only the newest few are kept. */
  async setAside(id: string, reason: string): Promise<void> {
    const folder = join(this.#options.folder, 'set-aside')
    const target = join(folder, `${this.#options.wallMs()}-${id}.json`)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await rename(this.#file(id), target)
      const old = (await readdir(folder)).toSorted().slice(0, -maxSetAside)
      await Promise.all(old.map(name => rm(join(folder, name), { force: true })))
      this.#options.onSetAside(target, reason)
    } catch (error) {
      this.#tellTrouble(`cannot set ${this.#file(id)} aside: ${String(error)}`)
    }
  }

  async #check(id: string, bootId: string): Promise<ReturnType<typeof parseRecord>> {
    const content = await readPrivateFile(this.#file(id), maxRecordBytes)
    if (!content.ok) return { ok: false, reason: content.reason }
    const result = parseRecord(content.text)
    if (!result.ok) return result
    if (result.record.id !== id)
      return { ok: false, reason: `it says that it is of instance ${result.record.id}` }
    if (result.record.bootId !== bootId) return { ok: false, reason: 'of an earlier boot' }
    return result
  }

  /** Once, until a write works again. */
  #tellTrouble(detail: string): void {
    if (!this.#isFailing) this.#options.onTrouble(detail)
    this.#isFailing = true
  }

  #file(id: string): string {
    return join(this.#options.folder, `${id}.json`)
  }
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
