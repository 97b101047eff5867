import { defaultSettings } from '../../src/config/settings.js'
import type { ProbeAnswer } from '../../src/gopls/probe-connection.js'
import type { ProbeStanding } from '../../src/gopls/prober.js'
import { InstanceExamination } from '../../src/supervisor/instance-examination.js'
import { SharedLook } from '../../src/supervisor/shared-look.js'
import { sampleRecord } from './sample-record.js'

export const pid = 4711

export interface Examined {
  readonly examination: InstanceExamination
  readonly events: (readonly [string, Readonly<Record<string, unknown>>])[]
  readonly reconnects: { count: number; readonly first: Promise<void> }
  readonly pass: (ms: number) => void
}

/** An examination of the gopls `pid` that answers in this way; asked more often, it would be an error. */
export function examine(
  answers: readonly (ProbeAnswer | undefined)[],
  { socketPath = '/nowhere/s' }: { readonly socketPath?: string } = {},
): Examined {
  const { process } = sampleRecord({ pid, start: '100', bootId: 'this boot' })
  if (!process) throw new Error('the sample has a process')
  const left = [...answers]
  const events: (readonly [string, Readonly<Record<string, unknown>>])[] = []
  let nowMs = 1_000
  let askedAtMs: number | undefined
  let noteFirst = (): void => undefined
  const reconnects = { count: 0, first: new Promise<void>(resolve => (noteFirst = resolve)) }
  const prober = {
    ask: async (): Promise<ProbeAnswer | undefined> => {
      if (left.length === 0) throw new Error('asked')
      const answer = left.shift()
      askedAtMs = answer?.ok ? undefined : (askedAtMs ?? nowMs - 3_000)
      return answer
    },
    get standing(): ProbeStanding {
      return { unansweredMs: askedAtMs === undefined ? null : nowMs - askedAtMs, lastAnswerMs: 5 }
    },
    reconnect: () => {
      reconnects.count += 1
      noteFirst()
    },
  }
  const pass = (ms: number): void => {
    nowMs += ms
  }
  const examination = new InstanceExamination({
    generation: { process, prober, inside: new SharedLook(socketPath, 30_000, () => nowMs) },
    settings: () => defaultSettings,
    nowMs: () => nowMs,
    stderrTail: () => 'its last words',
    emit: (kind, data) => events.push([kind, data]),
  })
  return { examination, events, reconnects, pass }
}
