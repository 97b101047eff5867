import t from 'tap'
import type { ConversationView, Evidence, ProcessView } from '../../src/core/evidence.js'
import { judge } from '../../src/core/judge.js'
import { policy } from './arbitrary-evidence.js'

const well: ProcessView = { state: 'sleeping', traced: false, cpuMs: 1_000, residentBytes: 1, children: [] }
const silent: ConversationView = {
  pending: { method: 'textDocument/hover', ageMs: 6_200 },
  lastAnswerAgeMs: 60_000,
  progressAgeMs: null,
  awaitsClient: null,
  usualMs: 200,
}
const answered: ConversationView = { ...silent, pending: null, lastAnswerAgeMs: 3 }

interface Case {
  readonly name: string
  readonly verdict: string
  readonly reason?: RegExp
  readonly cause?: 'cpu' | 'hang'
  readonly of?: 'session'
  readonly process?: Partial<ProcessView>
  readonly conversation?: Partial<ConversationView>
  readonly evidence?: Partial<Evidence>
}

/** Unless a case says otherwise: overdue, seen at enough looks, no CPU, equal stacks: hung. */
const cases: readonly Case[] = [
  { name: 'answers', verdict: 'healthy', conversation: answered },
  { name: 'nothing asked yet', verdict: 'unknown', conversation: { ...answered, lastAnswerAgeMs: null } },
  { name: 'process gone', verdict: 'gone', process: { state: 'absent' } },
  { name: 'zombie', verdict: 'gone', process: { state: 'zombie' } },
  { name: 'SIGSTOP', verdict: 'stopped', process: { state: 'stopped' } },
  { name: 'stopped by a debugger', verdict: 'unknown', process: { state: 'stopped', traced: true } },
  {
    name: 'deadlock',
    verdict: 'hung',
    cause: 'hang',
    reason: /^textDocument\/hover unanswered for 6\.2 s, 31× its usual; no CPU in 5\.0 s; 2 equal stacks$/,
  },
  { name: 'deadlock without stacks to be had', verdict: 'hung', evidence: { stacks: 'unavailable' } },
  { name: 'nothing at work inside', verdict: 'suspect', evidence: { stacks: 'idle' } },
  { name: 'stacks that move', verdict: 'suspect', evidence: { stacks: 'different' } },
  { name: 'only one dump so far', verdict: 'suspect', evidence: { stacks: 'first' } },
  { name: 'too few looks', verdict: 'suspect', evidence: { unansweredLooks: 2 } },
  {
    name: 'not overdue yet',
    verdict: 'healthy',
    conversation: { pending: { method: 'textDocument/hover', ageMs: 100 } },
    evidence: { unansweredLooks: 1 },
  },
  {
    name: 'not overdue for a method that usually takes long',
    verdict: 'suspect',
    conversation: { usualMs: 1_000 },
  },
  { name: 'disk', verdict: 'busy', process: { state: 'uninterruptible' } },
  { name: 'tells of progress', verdict: 'busy', conversation: { progressAgeMs: 29_000 } },
  { name: 'told of progress long ago', verdict: 'hung', conversation: { progressAgeMs: 31_000 } },
  {
    name: 'uses CPU and answers other requests',
    verdict: 'busy',
    conversation: { lastAnswerAgeMs: 500 },
    evidence: { cpuWhileWaiting: { usedMs: 4_000, overMs: 5_000 } },
  },
  {
    name: 'spins without an answer, short of the long fuse',
    verdict: 'suspect',
    evidence: { cpuWhileWaiting: { usedMs: 4_000, overMs: 5_000 }, stacks: 'different' },
  },
  {
    name: 'spins without an answer for the long fuse',
    verdict: 'hung',
    cause: 'cpu',
    conversation: { pending: { method: 'textDocument/hover', ageMs: 50_000 } },
    evidence: { cpuWhileWaiting: { usedMs: 40_000, overMs: 48_000 }, stacks: 'different' },
  },
  {
    name: 'at work for the long fuse, on a computer too busy to let it spin for so long',
    verdict: 'suspect',
    conversation: { pending: { method: 'textDocument/references', ageMs: 53_900 } },
    evidence: { cpuWhileWaiting: { usedMs: 22_300, overMs: 33_500 }, stacks: 'unavailable' },
  },
  {
    name: 'others use CPU, and nobody works on it for the long fuse',
    verdict: 'hung',
    cause: 'hang',
    of: 'session',
    conversation: { pending: { method: 'textDocument/hover', ageMs: 53_900 } },
    evidence: { cpuWhileWaiting: { usedMs: 9_300, overMs: 33_500 }, stacks: 'idle' },
  },
  {
    name: 'at work now and then for as long as any request may take',
    verdict: 'hung',
    cause: 'cpu',
    conversation: { pending: { method: 'textDocument/references', ageMs: 600_000 } },
    evidence: { cpuWhileWaiting: { usedMs: 22_300, overMs: 599_000 }, stacks: 'different' },
  },
  {
    name: 'CPU is used, but not by what is stuck in a system call',
    verdict: 'hung',
    cause: 'hang',
    evidence: { cpuWhileWaiting: { usedMs: 4_000, overMs: 5_000 }, stacks: 'stuck' },
  },
  {
    name: 'CPU is used, and equal stacks may wait for whoever uses it',
    verdict: 'suspect',
    evidence: { cpuWhileWaiting: { usedMs: 4_000, overMs: 5_000 } },
  },
  {
    name: 'CPU is used, and stacks are equal for the long fuse',
    verdict: 'hung',
    cause: 'hang',
    conversation: { pending: { method: 'textDocument/hover', ageMs: 50_000 } },
    evidence: { cpuWhileWaiting: { usedMs: 40_000, overMs: 48_000 } },
  },
  {
    name: 'old, but watched in silence for a moment only',
    verdict: 'suspect',
    conversation: { pending: { method: 'textDocument/hover', ageMs: 120_000 } },
    evidence: { cpuWhileWaiting: { usedMs: 0, overMs: 1_000 } },
  },
  {
    name: 'old, at work, and watched in silence for less than the long fuse',
    verdict: 'suspect',
    conversation: { pending: { method: 'textDocument/hover', ageMs: 120_000 } },
    evidence: { cpuWhileWaiting: { usedMs: 9_000, overMs: 10_000 } },
  },
  {
    name: 'CPU is used and no stacks are to be had',
    verdict: 'suspect',
    evidence: { cpuWhileWaiting: { usedMs: 4_000, overMs: 5_000 }, stacks: 'unavailable' },
  },
  {
    name: "a session's request that nobody works on",
    verdict: 'hung',
    of: 'session',
    evidence: { stacks: 'idle' },
  },
  {
    name: 'a child at work',
    verdict: 'waiting-on-child',
    reason: /go list/,
    process: { children: [{ pid: 7, command: 'go list -json' }] },
    evidence: { childrenSinceMs: 1_000_000 - 10 * 60_000 },
  },
  {
    name: 'a child at work for longer than gopls itself would wait',
    verdict: 'hung',
    process: { children: [{ pid: 7, command: 'go list -json' }] },
    evidence: { childrenSinceMs: 1_000_000 - 12 * 60_000 },
  },
  {
    name: 'the editor owes an answer',
    verdict: 'blocked-on-client',
    conversation: { awaitsClient: { method: 'workspace/configuration', ageMs: 6_000 } },
  },
  {
    name: 'the editor is about to answer',
    verdict: 'healthy',
    conversation: {
      pending: { method: 'textDocument/hover', ageMs: 100 },
      awaitsClient: { method: 'workspace/configuration', ageMs: 2 },
    },
    evidence: { unansweredLooks: 1 },
  },
  {
    name: 'CPU is used, and the last answer here was long ago, if later than the question',
    verdict: 'hung',
    cause: 'hang',
    conversation: { lastAnswerAgeMs: 6_000 },
    evidence: { cpuWhileWaiting: { usedMs: 4_000, overMs: 5_000 }, stacks: 'stuck' },
  },
]

for (const { name, verdict, reason, cause, of, process, conversation, evidence } of cases) {
  t.test(`${name}: ${verdict}`, async t => {
    const judged = judge(
      {
        unansweredLooks: 3,
        cpuWhileWaiting: { usedMs: 0, overMs: 5_000 },
        childrenSinceMs: null,
        stacks: 'equal',
        ...evidence,
        last: {
          atMs: 1_000_000,
          observer: 'fit',
          process: { ...well, ...process },
          conversation: { ...silent, ...conversation },
        },
      },
      { ...policy, idleConfirms: of === 'session' },
    )
    t.equal(judged.verdict, verdict, judged.reason)
    if (cause) t.equal(judged.cause, cause)
    if (reason) t.match(judged.reason, reason)
    t.equal(judged.suppressed, process?.traced ? 'debugger' : null)
  })
}
