import { emptyInstanceState, type InstanceState, type Phase } from '../core/instance-state.js'
import { clearStaleSocket } from '../gopls/stale-socket.js'
import { isAlive } from '../host/identity.js'
import { Instance, type InstanceDependencies } from './instance.js'
import type { InstanceRecord } from './instance-record.js'
import type { RecordStore } from './record-store.js'
import type { InstanceSnapshot } from './snapshot.js'

export interface PoolDependencies extends Omit<InstanceDependencies, 'saveRecord'> {
  readonly records: RecordStore
}

export type ControlOutcome = 'accepted' | 'unknown-instance' | 'being-stopped'

/** The slot that is always kept, so that a gopls that cannot start is known before an editor asks. */
const warmId = '1'

/** In these phases a slot has no process. */
const atRest: ReadonlySet<Phase['kind']> = new Set(['stopped', 'backoff', 'failed'])

/** All slots, and who takes over what an earlier daemon left. */
export class Pool {
  readonly #deps: PoolDependencies
  readonly #instances = new Map<string, Instance>()
  #isClosing = false

  constructor(deps: PoolDependencies) {
    this.#deps = deps
  }

  get instances(): readonly Instance[] {
    return [...this.#instances.values()]
  }

  /** Takes over what lives of an earlier daemon, with its history; then sees to the warm instance. */
  async start(): Promise<void> {
    for (const record of await this.#deps.records.load(this.#deps.table.bootId)) await this.#takeOver(record)
    this.settingsChanged()
  }

  restart(id: string): ControlOutcome {
    const instance = this.#instances.get(id)
    if (!instance) return 'unknown-instance'
    if (instance.isStoppingForGood) return 'being-stopped'
    instance.ask('restart-asked')
    return 'accepted'
  }

  stop(id: string): ControlOutcome {
    const instance = this.#instances.get(id)
    instance?.ask('stop-asked')
    return instance ? 'accepted' : 'unknown-instance'
  }

  goplsChanged(): void {
    for (const instance of this.instances) instance.ask('gopls-changed')
  }

  settingsChanged(): void {
    for (const instance of this.instances) instance.settingsChanged()
    if (this.#isClosing) return
    if (this.#deps.settings().instances.keepWarm && !this.#instances.has(warmId))
      this.#add(warmId, emptyInstanceState).ask('start-asked')
  }

  snapshots(): readonly InstanceSnapshot[] {
    return this.instances.map(instance => instance.snapshot())
  }

  /** Lets every gopls live on for the next daemon. */
  async release(): Promise<void> {
    this.#isClosing = true
    await Promise.all(this.instances.map(instance => instance.release()))
  }

  /** Ends what nobody uses and forgets it, as one does who pressed Ctrl-C; resolves when they are gone. */
  async endIdle(): Promise<void> {
    this.#isClosing = true
    // One that somebody stopped by hand stays stopped for the next daemon too.
    const mayEnd = ({ phase, isIdle, isStoppingForGood }: Instance): boolean =>
      isIdle && phase !== 'stopped' && !isStoppingForGood
    const idle = this.instances.filter(mayEnd)
    for (const instance of idle) instance.ask('stop-asked')
    // Already now: should we be killed meanwhile, the next daemon must not think that somebody wants them stopped.
    for (const { id } of idle) this.#deps.records.remove(id)
    await Promise.all(idle.map(instance => instance.whenStopped()))
    for (const { id } of idle.filter(instance => instance.phase === 'stopped')) {
      this.#instances.delete(id)
      this.#deps.records.remove(id)
    }
  }

  async #takeOver(record: InstanceRecord): Promise<void> {
    if (this.#isClosing) return
    const { process, id } = record
    const { table, clock, records } = this.#deps
    const instance = this.#add(id, resumeState(record.state, clock.monotonicMs()))
    if (process && (await isAlive(table, process.identity))) {
      instance.adopt(process)
      return
    }
    if (process) {
      await records.setAside(id, `its process ${process.identity.pid} is gone or its pid is another's`)
      await clearStaleSocket(process.socketPath)
    }
    if (!atRest.has(record.state.phase.kind)) instance.missedEnd()
  }

  #add(id: string, state: InstanceState): Instance {
    const { records, ...deps } = this.#deps
    const instance = new Instance(id, state, { ...deps, saveRecord: record => records.save(record) })
    this.#instances.set(id, instance)
    return instance
  }
}

/** The time in which no daemon looked is not held against a gopls that was starting. */
function resumeState(state: InstanceState, nowMs: number): InstanceState {
  const { phase } = state
  return phase.kind === 'starting' ? { ...state, phase: { ...phase, sinceMs: nowMs, overdue: false } } : state
}
