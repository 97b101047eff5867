import { existsSync } from 'node:fs'
import { basename, dirname, sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'

export interface WatchInput {
  /** An absolute path. */
  readonly file: string
  /** Called once for a burst of changes; the file may have appeared, changed, been replaced, or gone. */
  readonly onChange: () => void
  /** Called when the system refuses to watch; a later change may then go unseen. */
  readonly onError: (error: unknown) => void
}

/** An editor's save is several events; this long without another one ends the burst. */
const settleMs = 50

/** Watches one file by the system's own events, also while it or its folder does not exist. */
export class ConfigurationWatcher {
  readonly #input: WatchInput
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  private constructor(input: WatchInput) {
    this.#input = input
  }

  /** Resolves when changes are seen from now on: load the file after it. */
  static async open(input: WatchInput): Promise<ConfigurationWatcher> {
    const watcher = new ConfigurationWatcher(input)
    await watcher.#arm()
    return watcher
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#disarm()
  }

  /**
   * Watches the nearest folder that exists, and nothing in it but the way to the file.
   * Not one further up for good: macOS reports everything below a watched folder to the process.
   */
  async #arm(): Promise<void> {
    const { file, onError } = this.#input
    const folder = findNearestFolder(file)
    const watcher = watch(folder, {
      ignoreInitial: true,
      ignored: path => path !== file && !file.startsWith(path.endsWith(sep) ? path : path + sep),
    })
    this.#watcher = watcher
    watcher.on('error', onError)
    watcher.on('all', () => this.#settle())
    // chokidar is silent, and blind from then on, when the folder that it was given goes.
    watcher.on('raw', (_event, name) => {
      if (name === basename(folder) || !existsSync(folder)) this.#settle()
    })
    // Closed in between, it is never ready: chokidar drops its listeners, and nothing is told.
    await new Promise<void>(resolve => watcher.once('ready', resolve))
  }

  #settle(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#rearmAndTell(), settleMs)
  }

  /** The nearest folder may be another one now; telling comes last, so that nothing falls in between. */
  async #rearmAndTell(): Promise<void> {
    await this.#disarm()
    if (this.#closed) return
    await this.#arm()
    this.#input.onChange()
  }

  async #disarm(): Promise<void> {
    const closing = this.#watcher?.close()
    // chokidar has dropped our listener by now, and a late `error` without one would end the process.
    this.#watcher?.on('error', () => undefined)
    await closing
  }
}

function findNearestFolder(file: string): string {
  let folder = dirname(file)
  while (!existsSync(folder)) folder = dirname(folder)
  return folder
}
