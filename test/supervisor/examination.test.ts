import t from 'tap'
import type { ProcessState } from '../../src/core/evidence.js'
import type { ProbeAnswer } from '../../src/gopls/probe-connection.js'
import { Examination } from '../../src/supervisor/examination.js'
import { processRow } from '../host/fake-process-table.js'
import { sampleRecord } from './sample-record.js'

const pid = 4711
const alive = [processRow({ pid, residentBytes: 1_000 })]
const answered: ProbeAnswer = { ok: true, clients: 3, tookMs: 2 }
const silent: ProbeAnswer = { ok: false, reason: 'timeout', tookMs: 2_000 }

t.test('before the first look nothing is known', async t => {
  const { examination } = examine([])
  t.match(examination.judgement, { verdict: 'unknown', reason: 'not looked at yet' })
  t.equal(examination.sessions, 0)
  t.strictSame(examination.rows, [])
})

t.test('the first answer of all makes it healthy, at the time when it came', async t => {
  const { examination, events } = examine([])
  examination.answered()
  t.match(examination.judgement, { verdict: 'healthy' })
  t.equal(examination.evidence.lastAnswerAtMs, 1_000)
  t.match(events, [['instance.verdict', { verdict: 'healthy', before: 'unknown' }]])
})

t.test('a look that is answered tells the group and the editors, without our own connection', async t => {
  const { examination, events } = examine([answered])
  await examination.look(alive, false)
  t.equal(examination.sessions, 2)
  t.strictSame(examination.rows, alive)
  t.match(examination.judgement, { verdict: 'healthy' })
  t.match(events, [['probe.answered', { probe: 'sessions', tookMs: 2 }], ['instance.verdict']])
})

t.test('silence makes it suspect, then hung; an answer makes it well again', async t => {
  const { examination, events, clock } = examine([silent, silent, silent, answered])
  const verdicts: string[] = []
  for (clock.nowMs of [5_000, 10_000, 15_000]) {
    await examination.look(alive, false)
    verdicts.push(examination.judgement.verdict)
  }
  t.strictSame(verdicts, ['suspect', 'suspect', 'hung'])
  t.equal(examination.suspectSinceMs, 5_000, 'doubt began with the first silence')
  t.match(events[0], ['probe.failed', { probe: 'sessions', reason: 'timeout', tookMs: 2_000 }])
  await examination.look(alive, false)
  t.match(examination.judgement, { verdict: 'healthy' })
  t.equal(examination.suspectSinceMs, undefined)
  const told = events.filter(([kind]) => kind === 'instance.verdict').map(([, data]) => data)
  t.match(told, [{ verdict: 'suspect' }, { verdict: 'hung' }, { verdict: 'healthy' }])
})

t.test('while its editors are unknown the last known number stays', async t => {
  const { examination } = examine([answered, silent])
  await examination.look(alive, false)
  await examination.look(alive, false)
  t.equal(examination.sessions, 2)
})

t.test('an error of our own is no failure of gopls', async t => {
  const { examination, events } = examine([undefined])
  await examination.look(alive, false)
  t.match(examination.evidence, { failuresInRow: 0, last: { probe: 'none' } })
  t.strictSame(events, [])
})

t.test('a stall of our own empties the count', async t => {
  const { examination } = examine([silent, silent, silent, silent])
  await examination.look(alive, false)
  await examination.look(alive, false)
  await examination.look(alive, true)
  t.match(examination.judgement, { verdict: 'unknown' })
  await examination.look(alive, false)
  t.match(examination.judgement, { verdict: 'suspect', reason: '1 of 3 probes in a row unanswered' })
})

const unable: readonly (readonly [string, ProcessState | undefined, string])[] = [
  ['stopped', 'stopped', 'stopped'],
  ['a zombie', 'zombie', 'gone'],
  ['gone', undefined, 'gone'],
]
for (const [name, state, verdict] of unable)
  t.test(`a process that is ${name} is not asked`, async t => {
    const { examination } = examine([])
    await examination.look(state ? [processRow({ pid, state })] : [], false)
    t.match(examination.judgement, { verdict })
    t.match(examination.evidence.last, { probe: 'none' })
  })

t.test('another member of the group does not stand for its leader', async t => {
  const { examination } = examine([])
  await examination.look([processRow({ pid: 4712, groupId: pid })], false)
  t.match(examination.judgement, { verdict: 'gone' })
})

t.test('nothing is concluded while a debugger is attached', async t => {
  const { examination } = examine([silent, silent, silent])
  for (let count = 0; count < 3; count += 1)
    await examination.look([processRow({ pid, traced: true })], false)
  t.match(examination.judgement, { verdict: 'unknown', reason: 'a debugger is attached' })
  t.equal(examination.suspectSinceMs, undefined)
})

interface Examined {
  readonly examination: Examination
  readonly events: (readonly [string, object])[]
  readonly clock: { nowMs: number }
}

/** An examination of a gopls that answers in this way; asked more often, it would be an error. */
function examine(answers: readonly (ProbeAnswer | undefined)[]): Examined {
  const { process } = sampleRecord({ pid, start: '100', bootId: 'this boot' })
  if (!process) throw new Error('the sample has a process')
  const left = [...answers]
  const events: (readonly [string, object])[] = []
  const clock = { nowMs: 1_000 }
  const examination = new Examination({
    generation: {
      process,
      probe: () => (left.length === 0 ? Promise.reject(new Error('asked')) : Promise.resolve(left.shift())),
    },
    policy: () => ({ failures: 3, timeoutMs: 2_000 }),
    nowMs: () => clock.nowMs,
    emit: (kind, data) => events.push([kind, data]),
  })
  return { examination, events, clock }
}
