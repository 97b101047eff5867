import {
  judgeObserved,
  type ObservedJudgement,
  type ObservedJudgePolicy,
  type ObservedVerdict,
} from '../../core/judge-observed.js'
import type { ObservedDecision } from '../../core/observe-policy.js'
import {
  addSighting,
  isInDoubt,
  noObservedEvidence,
  type ObservedEvidence,
  type Sighting,
} from '../../core/observed-evidence.js'
import type { ObservedEditor, ObservedGopls } from '../../core/observed-gopls.js'
import type { ProcessIdentity } from '../../host/process-table.js'
import type { ObservedSnapshot } from './observed-snapshot.js'

/** One process that guardian did not start, from the first look at it to the last. */
export class ObservedProcess {
  readonly identity: ProcessIdentity
  #gopls: ObservedGopls
  /** As it was when the editor still lived. */
  #editor: ObservedEditor
  #hadOwner = false
  #evidence: ObservedEvidence = noObservedEvidence
  #judgement: ObservedJudgement = { verdict: 'unknown', reason: 'not looked at yet' }
  #decision: ObservedDecision = { action: 'report', why: 'nothing to do' }
  #told: ObservedVerdict = 'healthy'
  #tries = 0
  #isBeingTreated = false

  constructor(gopls: ObservedGopls, bootId: string) {
    this.identity = { pid: gopls.pid, start: gopls.start, bootId }
    this.#gopls = gopls
    this.#editor = gopls.editor
  }

  get gopls(): ObservedGopls {
    return { ...this.#gopls, editor: this.#editor }
  }

  get evidence(): ObservedEvidence {
    return this.#evidence
  }

  get judgement(): ObservedJudgement {
    return this.#judgement
  }

  get decision(): ObservedDecision {
    return this.#decision
  }

  /** How often something was done about it since it has had its verdict. */
  get tries(): number {
    return this.#tries
  }

  get isInDoubt(): boolean {
    return isInDoubt(this.#evidence)
  }

  /** True while a signal is on its way and its outcome is waited for. */
  get isBeingTreated(): boolean {
    return this.#isBeingTreated
  }

  /** Adds a look; true where the verdict is another for it. That nobody could judge just now is no news. */
  see(sighting: Sighting, policy: ObservedJudgePolicy): boolean {
    this.#gopls = this.#recognise(sighting.gopls)
    this.#evidence = addSighting(this.#evidence, { ...sighting, gopls: this.#gopls }, policy.memoryBytes)
    this.#judgement = judgeObserved(this.#evidence, policy)
    const { verdict } = this.#judgement
    if (verdict === 'unknown' || verdict === this.#told) return false
    this.#told = verdict
    this.#tries = 0
    return true
  }

  /** Whom the first process of a container holds now, and somebody else held before, that has inherited. */
  #recognise(gopls: ObservedGopls): ObservedGopls {
    const { editor, ownerPid } = gopls
    if (ownerPid === 1 && this.#hadOwner) return { ...gopls, ownerPid: null }
    if (editor !== 'unknown') this.#editor = editor
    if (ownerPid !== null && ownerPid !== 1) this.#hadOwner = true
    return gopls
  }

  decide(decision: ObservedDecision): void {
    this.#decision = decision
  }

  async treat<Outcome>(treatment: () => Promise<Outcome>): Promise<Outcome> {
    this.#isBeingTreated = true
    this.#tries += 1
    try {
      return await treatment()
    } finally {
      this.#isBeingTreated = false
    }
  }

  snapshot(): ObservedSnapshot {
    const { pid, kind, ownerPid, version, path, ageMs, residentBytes } = this.#gopls
    return {
      pid,
      kind,
      editor: this.#editor,
      ownerPid,
      ...this.#judgement,
      version,
      path,
      ageSeconds: Math.round(ageMs / 1_000),
      residentBytes,
      ...this.#decision,
    }
  }
}
