import {
  emptyInstanceState,
  type InstanceState,
  type Phase,
  type SuccessionReason,
} from '../core/instance-state.js'
import { clearStaleSocket } from '../gopls/stale-socket.js'
import { isAlive } from '../host/identity.js'
import { Instance } from './instance.js'
import type { InstanceDependencies } from './instance-dependencies.js'
import type { InstanceRecord, SlotLease } from './instance-record.js'
import type { RecordStore } from './record-store.js'
import type { NextSlotId } from './slot-ids.js'
import type { InstanceSnapshot } from './snapshot.js'

export interface PoolDependencies extends Omit<InstanceDependencies, 'saveRecord' | 'onLost'> {
  readonly records: RecordStore
  readonly nextId: NextSlotId
  /** Whether a slot is kept that no editor asked for, so that a gopls that cannot start is known before one does. */
  readonly keepsWarm: () => boolean
}

export type ControlOutcome = 'accepted' | 'unknown-instance' | 'being-stopped'

/** In these phases a slot has no process. */
const atRest: ReadonlySet<Phase['kind']> = new Set(['stopped', 'backoff', 'failed'])

/** All slots, and who takes over what another supervisor left. */
export class Pool {
  readonly #deps: PoolDependencies
  readonly #instances = new Map<string, Instance>()
  readonly #takingOver = new Map<string, Promise<void>>()
  #straysDueMs = 0
  #isClosing = false

  constructor(deps: PoolDependencies) {
    this.#deps = deps
  }

  get instances(): readonly Instance[] {
    return [...this.#instances.values()]
  }

  /** The ids of all slots, and of those of other supervisors. */
  get takenIds(): ReadonlySet<string> {
    return new Set([...this.#instances.keys(), ...this.#deps.records.ids()])
  }

  get(id: string): Instance | undefined {
    return this.#instances.get(id)
  }

  /** Takes over what lives of an earlier supervisor, with its history; then sees to the warm instance. */
  async start(): Promise<void> {
    await this.#takeOverAll()
    this.settingsChanged()
  }

  /** The slot of this id, taken over if another supervisor has left it meanwhile. */
  async find(id: string): Promise<Instance | undefined> {
    if (!this.#instances.has(id) && !this.#isClosing) {
      const taking = this.#takingOver.get(id) ?? this.#readAndTakeOver(id)
      this.#takingOver.set(id, taking)
      await taking.finally(() => this.#takingOver.delete(id))
    }
    return this.get(id)
  }

  /** Takes over what a relay that was alone, and was killed, has left behind. To be called now and then. */
  async takeOverStrays(): Promise<void> {
    const { clock, settings } = this.#deps
    const nowMs = clock.monotonicMs()
    if (nowMs < this.#straysDueMs) return
    this.#straysDueMs = nowMs + settings().probe.idleIntervalMs
    await this.#takeOverAll()
  }

  /** A new slot for these editors; it starts when it is asked to. */
  add(lease: SlotLease | null, state: InstanceState = emptyInstanceState): Instance {
    // One of a relay that is alone keeps its id, wherever it came from.
    return this.#add(this.#deps.nextId(this.takenIds), state, lease)
  }

  /** Ends a slot that nobody needs and forgets it; `succeeded` where another has taken its place, and for what. */
  async retire(instance: Instance, succeeded?: SuccessionReason): Promise<void> {
    const gone = instance.retire(succeeded)
    // Already now: should we be killed meanwhile, nobody is to think that somebody wants it stopped.
    this.#deps.records.remove(instance.id)
    await gone
    this.#forget(instance.id)
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
    this.#keepWarm()
  }

  snapshots(): readonly InstanceSnapshot[] {
    return this.instances.map(instance => instance.snapshot())
  }

  /** Lets every gopls live on for the next supervisor. */
  async release(): Promise<void> {
    this.#isClosing = true
    await Promise.all(this.instances.map(instance => instance.release()))
  }

  /**
   * Ends what nobody uses and forgets it; resolves when they are gone. `idle`: nobody is connected, as far as can be
   * seen. `unleased`: no relay has a session there.
   */
  async end(which: 'idle' | 'unleased'): Promise<void> {
    this.#isClosing = true
    // One that somebody stopped by hand stays stopped for the next daemon too.
    const isUnused = ({ id, isIdle }: Instance): boolean =>
      which === 'idle' ? isIdle : this.#deps.sessions(id).list.length === 0
    const mayEnd = (instance: Instance): boolean =>
      isUnused(instance) && instance.phase !== 'stopped' && !instance.isStoppingForGood
    await Promise.all(this.instances.filter(mayEnd).map(instance => this.retire(instance)))
  }

  /** Writes the records that could not be written. */
  saveAgain(): void {
    this.#deps.records.retry()
  }

  async #takeOverAll(): Promise<void> {
    for (const id of this.#deps.records.ids()) await this.find(id)
  }

  async #readAndTakeOver(id: string): Promise<void> {
    const record = await this.#deps.records.read(id, this.#deps.table.bootId)
    if (record) await this.#takeOver(record)
  }

  async #takeOver(record: InstanceRecord): Promise<void> {
    const { process, id, owner, lease } = record
    const { table, clock, records } = this.#deps
    const isAnothers = owner !== null && owner.pid !== this.#deps.owner.pid && (await isAlive(table, owner))
    if (isAnothers || this.#isClosing || this.#instances.has(id)) return
    const lives = process !== null && (await isAlive(table, process.identity))
    if (process && !lives) {
      await records.setAside(id, `its process ${process.identity.pid} is gone or its pid is another's`)
      await clearStaleSocket(process.socketPath)
    }
    // Its editors, who alone know the environment that it would have to be started with, ask anew.
    if (lease && !lives && !isStoppedByHand(record.state)) {
      records.remove(id)
      return
    }
    const instance = this.#add(id, resumeState(record.state, clock.monotonicMs()), lease)
    if (process && lives) instance.adopt(process)
    else if (!atRest.has(record.state.phase.kind)) instance.missedEnd()
  }

  #add(id: string, state: InstanceState, lease: SlotLease | null): Instance {
    const { records, ...deps } = this.#deps
    const instance = new Instance(id, state, lease, {
      ...deps,
      saveRecord: record => records.save(record),
      onLost: lost => {
        records.remove(lost)
        this.#forget(lost)
      },
    })
    this.#instances.set(id, instance)
    return instance
  }

  #forget(id: string): void {
    this.#instances.delete(id)
    this.#keepWarm()
    this.#deps.onChanged()
  }

  #keepWarm(): void {
    if (!this.#isClosing && this.#deps.keepsWarm() && this.#instances.size === 0)
      this.add(null).ask('start-asked')
  }
}

function isStoppedByHand({ phase }: InstanceState): boolean {
  return phase.kind === 'stopped' || (phase.kind === 'stopping' && phase.next.kind === 'rest')
}

/** The time in which nobody looked is not held against a gopls that was starting. */
function resumeState(state: InstanceState, nowMs: number): InstanceState {
  const { phase } = state
  return phase.kind === 'starting' ? { ...state, phase: { ...phase, sinceMs: nowMs, overdue: false } } : state
}
