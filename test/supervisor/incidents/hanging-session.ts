import { readFileSync } from 'node:fs'
import { defaultSettings } from '../../../src/config/settings.js'
import { noEvidence } from '../../../src/core/evidence.js'
import { GoroutineDump } from '../../../src/core/goroutines.js'
import { type JudgePolicy, judge } from '../../../src/core/judge.js'
import type { Exhibit } from '../../../src/supervisor/incidents/exhibit.js'

const policy: JudgePolicy = { hang: defaultSettings.hang, failures: 3, idleConfirms: true }

/** A session of instance 1 that hangs, with what was seen of it. */
export function hangingSession() {
  const waits = {
    pending: { method: 'textDocument/hover', ageMs: 30_000 },
    lastAnswerAgeMs: null,
    progressAgeMs: null,
    awaitsClient: null,
    usualMs: null,
  }
  const evidence = {
    ...noEvidence,
    unansweredLooks: 5,
    cpuWhileWaiting: { usedMs: 0, overMs: 29_000 },
    stacks: 'stuck',
    last: {
      atMs: 60_000,
      observer: 'fit',
      process: { state: 'sleeping', traced: false, cpuMs: 100, residentBytes: 1_000, children: [] },
      conversation: waits,
    },
  } as const
  const row = { pid: 42, parentPid: 1, groupId: 42, start: '1', traced: false, command: 'gopls serve' }
  const exhibit: Exhibit = {
    evidence,
    policy,
    judgement: judge(evidence, policy),
    dumps: [new GoroutineDump(readDump('blocked1')), new GoroutineDump(readDump('blocked2'))],
    heapUsers: [],
    rows: [{ ...row, state: 'sleeping', cpuMs: 100, residentBytes: 1_000 }],
  }
  const view = {
    session: 's1',
    current: { instance: '1', generation: 1 },
    conversation: waits,
    pending: 2,
    lastSignAgeMs: null,
    lastUseAgeMs: 1,
    openDocuments: 3,
  }
  return { session: 's1', editor: { name: 'ed', version: null }, view, exhibit }
}

/** A dump of the samples. */
export function readDump(name: string): string {
  return readFileSync(new URL(`../../core/dumps/${name}.txt`, import.meta.url), 'utf8')
}
