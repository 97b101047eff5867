import { readFileSync } from 'node:fs'
import t from 'tap'
import { diagnose, type IncidentFacts } from '../../src/core/diagnose-incident.js'
import { type Evidence, noEvidence } from '../../src/core/evidence.js'
import { GoroutineDump } from '../../src/core/goroutines.js'
import type { IncidentCause } from '../../src/core/incident-cause.js'
import type { ProcessEnd } from '../../src/core/instance-state.js'

type EndedFacts = Extract<IncidentFacts, { kind: 'ended' }>
type HungFacts = Extract<IncidentFacts, { kind: 'hung' }>

const exit2: ProcessEnd = { kind: 'exited', code: 2, signal: null }
const killed: ProcessEnd = { kind: 'exited', code: null, signal: 'SIGKILL' }
const noMemory =
  'runtime: out of memory: cannot allocate 4194304-byte block (8589934592 in use)\nfatal error: out of memory\n'
const asleep =
  'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/x.go:3\n'

const ends: readonly (readonly [string, Partial<EndedFacts>, IncidentCause, RegExp])[] = [
  [
    'a Go panic',
    { end: exit2, stderr: crash('nil-dereference') },
    'go-panic',
    /^gopls panicked in main\.\(\*view\)\.load: runtime error: invalid memory address/,
  ],
  [
    'concurrent map writes',
    { end: exit2, stderr: crash('concurrent-map-writes') },
    'fatal-error',
    /^fatal error in main\.index: concurrent map writes$/,
  ],
  [
    'all goroutines asleep',
    { end: exit2, stderr: asleep },
    'fatal-error',
    /in main\.main: all goroutines are asleep/,
  ],
  [
    'memory that Go did not get',
    { end: exit2, stderr: noMemory },
    'out-of-memory',
    /^gopls was refused memory/,
  ],
  [
    'a signal that Go tells of',
    { end: exit2, stderr: crash('sigsegv') },
    'signal',
    /^gopls was ended by SIGSEGV: segmentation violation$/,
  ],
  [
    'a signal that nobody tells of',
    { end: { ...killed, signal: 'SIGTERM' } },
    'signal',
    /^gopls was ended by SIGTERM$/,
  ],
  ['SIGKILL', { end: killed }, 'killed', /out of memory, most likely/],
  [
    'SIGKILL of one that had not answered, on Linux',
    { end: killed, wasReady: false },
    'killed',
    /out of memory/,
  ],
  ['SIGKILL on macOS', { end: killed, platform: 'darwin' }, 'killed', /out of memory/],
  [
    'SIGKILL at its start on macOS',
    { end: killed, platform: 'darwin', wasReady: false },
    'code-signature',
    /code signature/,
  ],
  [
    'an exit code without words',
    { end: { ...exit2, code: 3 }, stderr: 'serve.go:152: listening\n' },
    'exit-code',
    /exit 3$/,
  ],
  ['an end that nobody saw', { end: { kind: 'unobserved' } }, 'end-unseen', /nobody saw why/],
  [
    'an end that nobody saw, of which stderr tells',
    { end: { kind: 'unobserved' }, stderr: crash('nil-dereference') },
    'go-panic',
    /view/,
  ],
  [
    'a launch that failed',
    { end: { kind: 'not-started', detail: 'spawn EACCES' } },
    'not-started',
    /could not be started/,
  ],
  [
    'a launch that the system refused',
    { end: { kind: 'not-started', detail: 'bad code signature' } },
    'code-signature',
    /not valid/,
  ],
  ['a process that cannot be killed', { end: { kind: 'unkillable' } }, 'unkillable', /still there/],
]
for (const [name, facts, cause, line] of ends)
  t.test(`${name} is found to be ${cause}`, async t => {
    t.match(diagnose(ended(facts)), { cause, line, why: /./ })
  })

t.test('an idle end is no incident', async t => {
  t.equal(diagnose(ended({ end: { kind: 'idle' } })), undefined)
})

t.test('the last of two panics counts, and its words come from the panic, not from what follows', async t => {
  const stderr = `panic: the first\n\ngoroutine 1 [running]:\nmain.a()\n\n${crash('nil-dereference')}\nSIGQUIT: quit\n`
  t.match(diagnose(ended({ end: exit2, stderr })), { line: /load: runtime error/ })
})

const blocked = readFileSync(new URL('dumps/blocked2.txt', import.meta.url), 'utf8')
const deadlocked = blocked.replaceAll('[syscall]', '[sync.WaitGroup.Wait]')
/** Of a real gopls whose first load reads a file that is a pipe: no request is in that read itself. */
const behindRead = readFileSync(new URL('dumps/behind-a-read.txt', import.meta.url), 'utf8')
const spins =
  'goroutine 7 [running]:\nruntime/pprof.writeGoroutine()\n\ngoroutine 8 [runnable]:\ngo/types.(*Checker).expr(0x1)\n\t/x.go:1\ngolang.org/x/tools/gopls/internal/cache.typeCheck(0x2)\n\t/y.go:2\n'

const hangs: readonly (readonly [
  string,
  Partial<Omit<HungFacts, 'dumps'>> & { readonly dumps?: readonly string[] },
  IncidentCause,
  RegExp,
])[] = [
  [
    'equal stacks in a system call',
    { evidence: seen({ stacks: 'stuck' }), dumps: [blocked] },
    'blocked-in-system-call',
    /^gopls is blocked in a system call at syscall\.\S+, called by \S+$/,
  ],
  [
    'equal stacks',
    { evidence: seen({ stacks: 'equal' }), dumps: [deadlocked] },
    'deadlock',
    /^gopls is deadlocked at /,
  ],
  [
    'equal stacks of requests that wait for a read which others do',
    { evidence: seen({ stacks: 'equal' }), dumps: [behindRead, behindRead] },
    'blocked-in-system-call',
    /^gopls is blocked in a system call at syscall\.openat, called by cache\.readFile$/,
  ],
  [
    'equal stacks beside a read that moves on',
    {
      evidence: seen({ stacks: 'equal' }),
      dumps: [behindRead.replace('goroutine 731', 'goroutine 730'), behindRead],
    },
    'deadlock',
    /^gopls is deadlocked at server\.\(\*server\)\.addFolders$/,
  ],
  [
    'CPU use of which only the dump itself is seen',
    { counted: 'cpu', evidence: seen({}), dumps: [behindRead] },
    'spinning',
    /^gopls spins$/,
  ],
  [
    'equal stacks of which no frame is known',
    { evidence: seen({ stacks: 'equal' }) },
    'deadlock',
    /^gopls is deadlocked$/,
  ],
  ['nobody at work', { evidence: seen({ stacks: 'idle' }) }, 'request-lost', /textDocument\/hover/],
  ['no stacks to be had', { evidence: seen({ stacks: 'unavailable' }) }, 'unresponsive', /no connection/],
  [
    'CPU use without an answer',
    { counted: 'cpu', evidence: seen({}), dumps: [spins] },
    'spinning',
    /^gopls spins at types\.\(\*Checker\)\.expr, called by cache\.typeCheck$/,
  ],
  [
    'a child at work',
    { evidence: seen({ child: 'go list -e -json' }) },
    'waiting-on-child',
    /child go list -e -json$/,
  ],
  [
    'an editor that owes an answer',
    { evidence: seen({ awaits: 'workspace/configuration' }) },
    'blocked-on-client',
    /workspace\/configuration$/,
  ],
  ['a process that stays stopped', { evidence: seen({ state: 'stopped' }) }, 'stopped', /SIGSTOP/],
  ['silence since its start', { evidence: noEvidence }, 'never-answered', /never answered/],
]
for (const [name, { dumps = [], ...facts }, cause, line] of hangs)
  t.test(`${name} is found to be ${cause}`, async t => {
    const hung = {
      kind: 'hung',
      counted: 'hang',
      because: 'why',
      evidence: undefined,
      dumps: dumps.map(dump => new GoroutineDump(dump)),
      ...facts,
    } as const
    t.match(diagnose(hung), { cause, line, why: 'why' })
  })

const others: readonly (readonly [IncidentFacts, IncidentCause, RegExp])[] = [
  [
    { kind: 'client-owed', method: 'workspace/configuration', ageMs: 20_000 },
    'blocked-on-client',
    /workspace\/configuration/,
  ],
  [{ kind: 'child-waited-for', command: 'go list', ageMs: 120_000 }, 'waiting-on-child', /go list/],
  [{ kind: 'memory', because: '7 GiB', heapUser: undefined }, 'memory', /than it may$/],
  [{ kind: 'memory', because: '7 GiB', heapUser: 'main.f' }, 'memory', /most was asked for by main\.f$/],
  [{ kind: 'upgrade' }, 'upgrade', /another gopls/],
  [
    { kind: 'given-up', streak: 5, lastEnd: ended({ end: { ...exit2, code: 3 } }) },
    'given-up',
    /cannot stay up: .*exit 3/,
  ],
  [{ kind: 'given-up', streak: 5, lastEnd: undefined }, 'given-up', /cannot stay up$/],
]
for (const [facts, cause, line] of others)
  t.test(`${facts.kind} is found to be ${cause}: ${String(line)}`, async t => {
    t.match(diagnose(facts), { cause, line, why: /./ })
  })

function ended(facts: Partial<EndedFacts>): EndedFacts {
  return { kind: 'ended', end: exit2, stderr: '', wasReady: true, platform: 'linux', ...facts }
}

function seen(facts: {
  readonly stacks?: Evidence['stacks']
  readonly child?: string
  readonly awaits?: string
  readonly state?: 'stopped'
}): Evidence {
  return {
    ...noEvidence,
    unansweredLooks: 3,
    stacks: facts.stacks ?? null,
    last: {
      atMs: 10_000,
      observer: 'fit',
      process: {
        state: facts.state ?? 'sleeping',
        traced: false,
        cpuMs: 100,
        residentBytes: 1,
        children: facts.child === undefined ? [] : [{ pid: 2, command: facts.child }],
      },
      conversation: {
        pending: { method: 'textDocument/hover', ageMs: 9_000 },
        lastAnswerAgeMs: null,
        progressAgeMs: null,
        awaitsClient: facts.awaits === undefined ? null : { method: facts.awaits, ageMs: 9_000 },
        usualMs: null,
      },
    },
  }
}

function crash(name: string): string {
  return readFileSync(new URL(`crashes/${name}.txt`, import.meta.url), 'utf8')
}
