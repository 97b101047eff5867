import t from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import type { ProcessState } from '../../src/core/evidence.js'
import { lookInside } from '../../src/gopls/look-inside.js'
import type { ProbeAnswer } from '../../src/gopls/probe-connection.js'
import { serveDumps } from '../gopls/serve-dumps.js'
import { packHeapProfile } from '../gopls/write-heap-profile.js'
import { eventually } from '../host/eventually.js'
import { processRow } from '../host/fake-process-table.js'
import { examine, pid } from './examine-instance.js'

const profile = packHeapProfile([{ inUseBytes: 7, stack: [['main.f']] }])
const alive = [processRow({ pid, residentBytes: 1_000 })]
const answered: ProbeAnswer = { ok: true, clients: 3, tookMs: 2 }
const silent: ProbeAnswer = { ok: false, reason: 'timeout', tookMs: 3_000 }

t.test('before the first look nothing is known', async t => {
  const { examination } = examine([])
  t.match(examination.judgement, { verdict: 'unknown', reason: 'not looked at yet' })
  t.match(examination, {
    sessions: 0,
    isInDoubt: false,
    isCounted: false,
    overMemoryForMs: undefined,
    hasStacks: false,
  })
})

t.test('the first answer of all makes it healthy', async t => {
  const { examination, events } = examine([])
  examination.noteReady()
  t.match(examination.judgement, { verdict: 'healthy' })
  t.equal(examination.lastAnswerAtMs, 1_000)
  t.match(events, [['instance.verdict', { verdict: 'healthy', before: 'unknown' }]])
})

t.test('a look that is answered tells the group and the editors, without our own connection', async t => {
  const { examination, events } = examine([answered])
  await examination.look(alive, 'fit')
  t.equal(examination.sessions, 2)
  t.match(examination.process, { state: 'sleeping', residentBytes: 1_000 })
  t.match(events, [['probe.answered', { probe: 'sessions', tookMs: 2 }], ['instance.verdict']])
})

t.test(
  'silence makes it suspect; without stacks and without CPU it is hung; an answer makes it well',
  async t => {
    const { examination, events, pass } = examine([silent, silent, silent, silent, answered])
    const verdicts: string[] = []
    for (let look = 0; look < 4; look += 1) {
      pass(3_000)
      await examination.look(alive, 'fit')
      verdicts.push(examination.judgement.verdict)
      // Ours is asked after the one that this look may have begun, and fails after it.
      await lookInside('/nowhere/s', 1_000)
    }
    t.strictSame(verdicts, ['healthy', 'suspect', 'hung', 'hung'])
    t.match(examination.judgement, { cause: 'hang', reason: /no stacks to be had$/ })
    t.ok(events.some(([kind, data]) => kind === 'instance.examined' && data['stacks'] === 'unavailable'))
    await examination.look(alive, 'fit')
    t.match(examination.judgement, { verdict: 'healthy' })
    t.equal(examination.isInDoubt, false)
  },
)

t.test('stacks that can be had mean that it answers: the connection is given up for another', async t => {
  const { socketPath } = await serveDumps(t, (_request, response) => response.end('goroutine 1 [select]:'))
  const { examination, reconnects, pass } = examine([silent, silent], { socketPath })
  pass(3_000)
  await examination.look(alive, 'fit')
  await reconnects.first
  t.equal(examination.evidence.stacks, 'first')
  t.equal(examination.hasStacks, true)
})

t.test('while a child of gopls stays, it is looked inside once: that is what it waits for', async t => {
  let dumps = 0
  const { socketPath } = await serveDumps(t, ({ url }, response) => {
    if (url?.startsWith('/debug/pprof/goroutine')) dumps += 1
    response.end('goroutine 1 [select]:')
  })
  const { examination, pass } = examine([silent, silent, silent], { socketPath })
  const withChild = [...alive, processRow({ pid: pid + 1, parentPid: pid, groupId: pid, command: 'go list' })]
  for (let look = 0; look < 3; look += 1) {
    pass(3_000)
    await examination.look(withChild, 'fit')
    await eventually(async () => dumps || undefined)
  }
  t.match(examination.judgement, { verdict: 'waiting-on-child' })
  t.strictSame(examination.exhibit.rows, withChild, 'it is kept which')
  t.equal(dumps, 1)
})

t.test('a second doubt begins with dumps of its own', async t => {
  const { socketPath } = await serveDumps(t, (_request, response) => response.end('goroutine 1 [select]:'))
  const { examination, events, pass } = examine([silent, answered, silent], { socketPath })
  const examined = () =>
    events.flatMap(([kind, data]) => (kind === 'instance.examined' ? data['stacks'] : []))
  pass(60_000)
  await examination.look(alive, 'fit')
  await eventually(async () => examined()[0])
  await examination.look(alive, 'fit')
  t.equal(examination.hasStacks, false, 'those of the first doubt say nothing of another')
  pass(3_000)
  await examination.look(alive, 'fit')
  t.equal(await eventually(async () => examined()[1]), 'first')
})

t.test('a dump that comes when the doubt is over is no news', async t => {
  let answer = (): void => undefined
  const { socketPath, asked } = await serveDumps(t, (request, response) => {
    if (request.url?.startsWith('/debug/pprof/heap')) return void response.end()
    answer = () => void response.end('goroutine 1 [select]:')
    asked.push('dump')
    return undefined
  })
  const { examination, events, pass, reconnects } = examine([silent, answered], { socketPath })
  pass(3_000)
  await examination.look(alive, 'fit')
  await eventually(async () => asked.find(what => what === 'dump'))
  await examination.look(alive, 'fit')
  answer()
  await eventually(async () => asked.find(what => what === 'shutdown'))
  t.equal(examination.evidence.stacks, null)
  t.notOk(events.some(([kind]) => kind === 'instance.examined'))
  t.equal(reconnects.count, 0)
})

t.test('an error of our own is no failure of gopls', async t => {
  const { examination, events, pass } = examine([undefined, undefined, undefined])
  for (let look = 0; look < 3; look += 1) {
    pass(60_000)
    await examination.look(alive, 'fit')
  }
  t.match(examination.judgement, { verdict: 'unknown', suppressed: 'stalled' })
  t.equal(examination.evidence.unansweredLooks, 0)
  t.ok(events.every(([kind]) => kind === 'verdict.suppressed' || kind === 'instance.verdict'))
})

t.test('what looks bad while we slept is counted as suppressed, what looks well is not', async t => {
  const { examination, events } = examine([silent, answered])
  await examination.look(alive, 'slept')
  await examination.look(alive, 'settling')
  t.strictSame(
    events.filter(([kind]) => kind === 'verdict.suppressed'),
    [['verdict.suppressed', { reason: 'slept' }]],
  )
})

const unable: readonly (readonly [string, ProcessState | undefined, string])[] = [
  ['stopped', 'stopped', 'stopped'],
  ['a zombie', 'zombie', 'gone'],
  ['gone', undefined, 'gone'],
]
for (const [name, state, verdict] of unable)
  t.test(`a process that is ${name} is not asked`, async t => {
    const { examination } = examine([])
    await examination.look(state ? [processRow({ pid, state })] : [], 'fit')
    t.match(examination.judgement, { verdict })
  })

t.test('nothing is concluded, and nothing asked of its stacks, while a debugger is attached', async t => {
  const { socketPath, asked } = await serveDumps(t, (_request, response) =>
    response.end('goroutine 1 [select]:'),
  )
  const { examination, pass } = examine([silent, silent, silent, silent], { socketPath })
  for (let look = 0; look < 4; look += 1) {
    pass(60_000)
    await examination.look([processRow({ pid, traced: true, residentBytes: 2 ** 40 })], 'fit')
  }
  t.match(examination.judgement, { verdict: 'unknown', reason: 'a debugger is attached' })
  t.equal(examination.overMemoryForMs, undefined)
  t.strictSame(asked, [])
})

t.test('memory is over the limit at as many looks in a row as the settings say', async t => {
  const { examination } = examine([answered, answered, answered, answered, answered, answered, answered])
  const look = async (residentBytes: number, observer: 'fit' | 'slept' = 'fit'): Promise<boolean> => {
    await examination.look([processRow({ pid, residentBytes })], observer)
    return examination.overMemoryForMs !== undefined
  }
  const limitBytes = defaultSettings.limits.memoryBytes
  const seen = [await look(limitBytes + 1), await look(limitBytes), await look(limitBytes + 1)]
  seen.push(await look(limitBytes + 1), await look(limitBytes + 1))
  t.strictSame(seen, [false, false, false, false, true])
  t.equal(examination.memoryUse, '6144 MiB of memory at 3 looks in a row, more than 6144 MiB')
  t.equal(await look(limitBytes + 1, 'slept'), false, 'whoever slept counts anew')
  t.equal(await look(limitBytes + 1), false)
})

t.test('at the first look over the limit it is asked who holds the heap, and not soon again', async t => {
  const { socketPath, asked } = await serveDumps(t, (request, response) =>
    response.end(request.url === '/debug/pprof/heap' ? profile : 'goroutine 1 [select]:'),
  )
  const { examination, pass } = examine([answered, answered, answered, answered], { socketPath })
  const { memoryBytes } = defaultSettings.limits
  await examination.look([processRow({ pid, residentBytes: memoryBytes })], 'fit')
  t.strictSame(asked, [])
  for (const residentBytes of [memoryBytes + 1, memoryBytes, memoryBytes + 1]) {
    pass(5_000)
    await examination.look([processRow({ pid, residentBytes })], 'fit')
    await eventually(async () => examination.exhibit.heapUsers[0])
  }
  t.match(examination.exhibit, { heapUsers: [{ place: 'main.f' }], dumps: [], rows: [{ pid }] })
  await eventually(async () => asked.includes('shutdown') || undefined)
  t.strictSame(asked, ['workspace/executeCommand', 'shutdown'])
})

t.test('who holds the heap is asked again, after a while, when the first question failed', async t => {
  let heaps = 0
  const { socketPath } = await serveDumps(t, (request, response) => {
    if (request.url !== '/debug/pprof/heap') return response.end('goroutine 1 [select]:')
    heaps += 1
    return heaps === 1 ? response.writeHead(500).end() : response.end(profile)
  })
  const { examination, pass } = examine([answered, answered, answered], { socketPath })
  const over = [processRow({ pid, residentBytes: defaultSettings.limits.memoryBytes + 1 })]
  await examination.look(over, 'fit')
  await eventually(async () => heaps === 1 || undefined)
  pass(5_000)
  await examination.look(over, 'fit')
  pass(60_000)
  await examination.look(over, 'fit')
  await eventually(async () => examination.exhibit.heapUsers[0])
  t.equal(heaps, 2)
})

t.test('one over the limit that does not tell who holds its heap is asked ever more seldom', async t => {
  let heaps = 0
  const { socketPath } = await serveDumps(t, (_request, response) => {
    heaps += 1
    response.writeHead(500).end()
  })
  const askedAtMs = [0, 10_000, 70_000, 130_000]
  const { examination, pass } = examine(Array(27).fill(answered), { socketPath })
  const over = [processRow({ pid, residentBytes: defaultSettings.limits.memoryBytes + 1 })]
  for (let passedMs = 0; passedMs <= 130_000; passedMs += 5_000) {
    await examination.look(over, 'fit')
    if (askedAtMs.includes(passedMs))
      t.ok(await eventually(async () => heaps === askedAtMs.indexOf(passedMs) + 1 || undefined))
    pass(5_000)
  }
})

t.test('who held the heap before a doubt is not taken for who made it grow', async t => {
  let heaps = 0
  const { socketPath } = await serveDumps(t, (request, response) => {
    if (request.url !== '/debug/pprof/heap') return response.end('goroutine 1 [select]:')
    heaps += 1
    return response.end(
      packHeapProfile([{ inUseBytes: 7, stack: [[heaps === 1 ? 'main.early' : 'main.late']] }]),
    )
  })
  const { examination, pass } = examine([silent, answered, answered], { socketPath })
  pass(3_000)
  await examination.look(alive, 'fit')
  await eventually(async () => heaps === 1 || undefined)
  pass(30_000)
  await examination.look([processRow({ pid, residentBytes: defaultSettings.limits.memoryBytes + 1 })], 'fit')
  t.match(await eventually(async () => examination.exhibit.heapUsers[0]), { place: 'main.late' })
})

t.test('what was seen of its processes is kept when they are gone', async t => {
  const { examination } = examine([answered])
  await examination.look(alive, 'fit')
  await examination.look([], 'fit')
  t.match(examination.exhibit, { rows: alive, judgement: { verdict: 'gone' } })
})
