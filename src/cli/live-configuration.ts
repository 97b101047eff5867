import { isDeepStrictEqual } from 'node:util'
import { describeProblem } from '../config/describe-problem.js'
import { type Configuration, type LoadInput, loadConfiguration } from '../config/load.js'
import type { Settings } from '../config/settings.js'
import { ConfigurationWatcher } from '../config/watch.js'
import type { EventLog } from '../supervisor/event-log.js'
import type { Troubles } from '../supervisor/troubles.js'

export interface LiveConfigurationOptions extends Pick<LoadInput, 'environment' | 'flags'> {
  /** The one that the daemon started with. */
  readonly configuration: Configuration
  readonly troubles: Troubles
  readonly emit: EventLog['emit']
  /** Called when other settings are in force. */
  readonly onChange: (before: Settings) => Promise<void>
}

/** The configuration in force, taken over anew when its file changes; a file that does not check changes nothing. */
export class LiveConfiguration {
  readonly #options: LiveConfigurationOptions
  #current: Configuration
  #watcher: ConfigurationWatcher | undefined

  constructor(options: LiveConfigurationOptions) {
    this.#options = options
    this.#current = options.configuration
  }

  get current(): Configuration {
    return this.#current
  }

  get settings(): Settings {
    return this.#current.settings
  }

  /** Resolves when changes are seen from now on, and the file is in force as it is now. */
  async watch(): Promise<void> {
    const { file } = this.#current
    this.#watcher = await ConfigurationWatcher.open({
      file,
      onChange: () => void this.#reload(),
      onError: error => this.#refuse([`cannot watch ${file}: ${String(error)}`]),
    })
    // It may have changed since it was read.
    await this.#reload()
  }

  async close(): Promise<void> {
    await this.#watcher?.close()
  }

  async #reload(): Promise<void> {
    const { environment, flags } = this.#options
    const { file } = this.#current
    try {
      const result = await loadConfiguration({ file, environment, flags })
      if (result.ok) await this.#takeOver(result.configuration)
      else this.#refuse(result.problems.map(describeProblem))
    } catch (error) {
      this.#refuse([`${file} could not be taken over: ${String(error)}`])
    }
  }

  async #takeOver(configuration: Configuration): Promise<void> {
    const { troubles, emit, onChange } = this.#options
    const wasRefused = troubles.has('configuration-refused')
    troubles.set('configuration-refused', undefined)
    if (!wasRefused && isDeepStrictEqual(configuration, this.#current)) return
    const before = this.#current.settings
    this.#current = configuration
    emit('configuration.loaded', { file: configuration.file })
    await onChange(before)
  }

  /** The last good one stays in force, and the health says so. */
  #refuse(problems: readonly string[]): void {
    this.#options.troubles.set('configuration-refused', problems.join('\n'))
    this.#options.emit('configuration.refused', { problems })
  }
}
