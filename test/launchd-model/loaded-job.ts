import { EventEmitter, once } from 'node:events'
import { errorCode } from '../../src/host/system-error.js'
import { spawnFailed } from './job-end.js'
import { dueAtMs, type JobAction, type JobEvent, stepJob } from './job-rules.js'
import { createJobState, type JobState } from './job-state.js'
import type { ModelClock } from './model-clock.js'
import { type PlistKeys, rulesOf } from './plist-keys.js'
import { type StartedProgram, spawnProgram } from './spawn-program.js'

/** Where a job's definition was read, and what it says. */
export interface JobDefinition {
  readonly file: string
  readonly keys: PlistKeys
}

export interface JobSurroundings {
  readonly clock: ModelClock
  readonly environment: Readonly<Record<string, string>>
  readonly defersNondemand: boolean
}

/** A label that launchd holds: carries out what the rules of jobs say, and owns process and timer. */
export class LoadedJob {
  readonly definition: JobDefinition
  readonly #surroundings: JobSurroundings
  readonly #changes = new EventEmitter()
  #state: JobState
  #program: StartedProgram | undefined
  #disarm: () => void = () => undefined

  constructor(definition: JobDefinition, surroundings: JobSurroundings) {
    this.definition = definition
    this.#surroundings = surroundings
    this.#state = createJobState(rulesOf(definition.keys), surroundings.defersNondemand)
  }

  get state(): JobState {
    return this.#state
  }

  tell(event: JobEvent): void {
    const { clock } = this.#surroundings
    const { state, actions } = stepJob(this.#state, event, clock.nowMs())
    this.#state = state
    for (const action of actions) this.#carryOut(action)
    this.#disarm()
    const due = dueAtMs(this.#state)
    this.#disarm =
      due === null
        ? () => undefined
        : clock.after(due - clock.nowMs(), () => this.tell({ kind: 'time-passed' }))
    this.#changes.emit('change')
  }

  /** Resolves as soon as the state is so. */
  async when(isSo: (state: JobState) => boolean): Promise<void> {
    while (!isSo(this.#state)) await once(this.#changes, 'change')
  }

  #carryOut(action: JobAction): void {
    switch (action.kind) {
      case 'spawn':
        this.#spawn()
        break
      case 'signal':
        this.#program?.signal(action.signal)
        break
      case 'end-group':
        endGroup(action.pid)
        break
      default:
        action satisfies never
    }
  }

  #spawn(): void {
    const { keys } = this.definition
    this.#program = spawnProgram(keys, this.#surroundings.environment, end =>
      this.tell({ kind: 'ended', end }),
    )
    if (this.#program) this.tell({ kind: 'spawned', pid: this.#program.pid })
    else this.tell({ kind: 'ended', end: spawnFailed })
  }
}

function endGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGTERM')
  } catch (error) {
    // Usually nothing is left. macOS says EPERM where only zombies are.
    if (errorCode(error) !== 'ESRCH' && errorCode(error) !== 'EPERM') throw error
  }
}
