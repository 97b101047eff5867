import type { DisabledLabels } from './disabled-labels.js'
import type { Faults } from './faults.js'
import { type EnvironmentSources, environmentOf } from './job-environment.js'
import { type JobDefinition, LoadedJob } from './loaded-job.js'
import type { ModelClock } from './model-clock.js'
import { readPlist } from './read-plist.js'
import { type Domain, nameDomain, sessionTypeOf } from './service-target.js'

export interface ServiceManagerOptions {
  readonly clock: ModelClock
  readonly faults: Faults
  readonly disabledLabels: DisabledLabels
  readonly environment: EnvironmentSources
  /** Told what launchd keeps to itself: why a definition was refused. */
  readonly log: (line: string) => void
}

/** The labels of all domains. */
export class ServiceManager {
  readonly #options: ServiceManagerOptions
  readonly #jobs = new Map<string, LoadedJob>()

  constructor(options: ServiceManagerOptions) {
    this.#options = options
  }

  /** A label stays until its last process is gone. */
  find(domain: Domain, label: string): LoadedJob | undefined {
    const job = this.#jobs.get(key(domain, label))
    return job?.state.phase.kind === 'unloaded' ? undefined : job
  }

  /** Loads the job of a file: 0, or the code that bootstrap ends with. */
  bootstrap(domain: Domain, file: string): number {
    const { faults, disabledLabels, log } = this.#options
    if (faults.takeOne('bootstrap-5-times')) return 5
    const asked = faults.code('quarantine', 'wrong-session-type')
    if (asked !== undefined) return asked
    const read = readPlist(file)
    if (!read.ok) {
      log(`refused ${file}: ${read.reason}`)
      return read.exitCode
    }
    const { keys } = read
    if ((keys.LimitLoadToSessionType ?? 'Aqua') !== sessionTypeOf(domain)) return 134
    if (disabledLabels.has(keys.Label)) return faults.has('disabled-5') ? 5 : 119
    return this.#load(domain, { file, keys })
  }

  /** 0: the end has begun, which is not to say that it has come. */
  bootOut(job: LoadedJob): number {
    const { phase } = job.state
    if (phase.kind === 'stopping' && phase.next === 'unload') return 36
    job.tell({ kind: 'booted-out' })
    return 0
  }

  deferNondemand(defers: boolean): void {
    for (const job of this.#jobs.values()) job.tell({ kind: 'nondemand-deferred', defers })
  }

  /** Ends all jobs, as a shutdown does. */
  async close(): Promise<void> {
    const jobs = [...this.#jobs.values()]
    for (const job of jobs) job.tell({ kind: 'booted-out' })
    await Promise.all(jobs.map(job => job.when(({ phase }) => phase.kind === 'unloaded')))
  }

  #load(domain: Domain, definition: JobDefinition): number {
    const { clock, environment, faults } = this.#options
    const { keys, file } = definition
    const known = this.#jobs.get(key(domain, keys.Label))
    const keepsOld =
      faults.has('keeps-old-definition') && known !== undefined && known.definition.file !== file
    if (known && known.state.phase.kind !== 'unloaded') {
      if (known.state.phase.kind === 'stopping') return faults.has('in-progress-37') ? 37 : 5
      if (!keepsOld) return faults.has('loaded-5') ? 5 : 37
      return 0
    }
    const taken = keepsOld ? known.definition : definition
    const job = new LoadedJob(taken, {
      clock,
      environment: environmentOf(taken.keys, environment),
      defersNondemand: faults.has('pend-nondemand'),
    })
    this.#jobs.set(key(domain, keys.Label), job)
    if (!faults.has('bootstrap-zero-but-not-running')) job.tell({ kind: 'loaded' })
    return 0
  }
}

function key(domain: Domain, label: string): string {
  return `${nameDomain(domain)}/${label}`
}
