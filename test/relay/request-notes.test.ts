import t from 'tap'
import type { AnsweredRequests, SessionNote } from '../../src/control/supervision.js'
import { RequestNotes } from '../../src/relay/request-notes.js'

function gather(gatherMs = 60_000) {
  const notes: SessionNote[] = []
  const requests = new RequestNotes(gatherMs, note => notes.push(note))
  const told = (): readonly AnsweredRequests[] => {
    requests.flush()
    return notes.flatMap(note => (note.kind === 'requests' ? note.answered : []))
  }
  return { notes, requests, told }
}

t.test('what was answered is told by method and outcome, in whole milliseconds', async t => {
  const { requests, told } = gather()
  requests.add('a', 'result', 1.4)
  requests.add('b', 'result', 2)
  requests.add('a', 'error', 3)
  requests.add('a', 'result', 4.6)
  t.strictSame(told(), [
    { method: 'a', outcome: 'result', tookMs: [1, 5] },
    { method: 'b', outcome: 'result', tookMs: [2] },
    { method: 'a', outcome: 'error', tookMs: [3] },
  ])
})

t.test('nothing is told twice, and nothing when there is nothing', async t => {
  const { notes, requests } = gather()
  requests.flush()
  requests.add('a', 'result', 1)
  requests.flush()
  requests.flush()
  t.equal(notes.length, 1)
})

t.test('it is told by itself after a while', async t => {
  const told = await new Promise<SessionNote>(resolve => {
    const requests = new RequestNotes(5, resolve)
    requests.add('a', 'result', 1)
    requests.add('a', 'result', 2)
  })
  t.strictSame(told, {
    kind: 'requests',
    answered: [{ method: 'a', outcome: 'result', tookMs: [1, 2] }],
  })
})

t.test('an editor that makes up methods is told of in bounded words', async t => {
  const { requests, told } = gather()
  for (let count = 0; count < 1_000; count += 1) requests.add(`made/up${count}`, 'error', count)
  requests.add('made/up0', 'error', 5)
  const answered = told()
  t.ok(answered.length <= 130)
  t.same(answered[0], { method: 'made/up0', outcome: 'error', tookMs: [0, 5] })
  t.equal(answered.find(({ method }) => method === 'other')?.tookMs.length, 1_000 - 128)
})

t.test('of very many answers only so many times are kept', async t => {
  const { requests, told } = gather()
  for (let count = 0; count < 5_000; count += 1) requests.add('a', 'result', 1)
  t.equal(told()[0]?.tookMs.length, 1_000)
})
