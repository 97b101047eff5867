import fc from 'fast-check'
import t from 'tap'
import { EventHistory } from '../../src/supervisor/event-history.js'
import type { EventLine } from '../../src/supervisor/event-line.js'

const json = 'x'.repeat(10)
const line = (seq: number): EventLine => ({ seq, json })
const small = { maxBytes: 50, pageEvents: 3, pageBytes: 1_000 }

const seqs = ({ events }: { readonly events: readonly EventLine[] }): readonly number[] =>
  events.map(({ seq }) => seq)

t.test('events are read in pages, each from where the one before ended', async t => {
  const history = new EventHistory([1, 2, 3, 5, 8].map(line), small)
  const first = history.read(0)
  t.strictSame([seqs(first), first.next, first.gap], [[1, 2, 3], 3, undefined])
  const second = history.read(first.next)
  t.strictSame([seqs(second), second.next, second.gap], [[5, 8], 8, undefined])
  const third = history.read(second.next)
  t.strictSame([seqs(third), third.next, third.gap], [[], 8, undefined])
})

t.test('a page is bounded in bytes, and holds one event at least', async t => {
  const lines = [1, 2, 3, 4].map(line)
  t.strictSame(seqs(new EventHistory(lines, { ...small, pageBytes: 20 }).read(0)), [1, 2])
  t.strictSame(seqs(new EventHistory(lines, { ...small, pageBytes: 1 }).read(0)), [1])
})

const places: readonly [string, number, number | undefined, readonly number[]][] = [
  ['the last one dropped', 3, undefined, [4, 5, 6]],
  ['one that is kept', 5, undefined, [6, 7, 8]],
  ['one that is dropped, and what followed it', 2, 4, [4, 5, 6]],
  ['none', 0, 4, [4, 5, 6]],
  ['one that never was', 9, 4, [4, 5, 6]],
]
for (const [name, since, from, expected] of places) {
  t.test(`of eight events the first three are dropped; a reader has ${name}`, async t => {
    const history = new EventHistory([], small)
    for (let seq = 1; seq <= 8; seq += 1) history.add(line(seq))
    const page = history.read(since)
    t.strictSame([seqs(page), page.gap?.from], [expected, from])
  })
}

t.test('of what earlier daemons dropped a reader is told, too', async t => {
  const history = new EventHistory([7, 8].map(line), small)
  t.strictSame(history.read(3).gap, { from: 7 })
  t.equal(history.read(6).gap, undefined)
})

t.test('an empty history has nothing, and says where it will go on', async t => {
  const history = new EventHistory([], small)
  t.strictSame(history.read(0), { events: [], next: 0 })
  t.strictSame(history.read(5), { events: [], next: 0, gap: { from: 1 } })
})

t.test('a listener is called after each event until it leaves', async t => {
  const history = new EventHistory([], small)
  const heard: number[] = []
  const stop = history.onAdded(() => heard.push(history.lastSeq))
  history.add(line(1))
  history.add(line(2))
  stop()
  history.add(line(3))
  t.strictSame(heard, [1, 2])
})

t.test('whoever reads on from anywhere misses nothing that he is not told of', async t => {
  const steps = fc.array(fc.record({ by: fc.integer({ min: 1, max: 3 }), bytes: fc.nat({ max: 60 }) }), {
    maxLength: 200,
  })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(steps, fc.nat({ max: 300 }), (steps, since) => {
        const history = new EventHistory([], { maxBytes: 200, pageEvents: 4, pageBytes: 100 })
        const added: number[] = []
        let seq = 0
        for (const { by, bytes } of steps) {
          seq += by
          added.push(seq)
          history.add({ seq, json: 'x'.repeat(bytes) })
        }
        const read: number[] = []
        const first = history.read(since)
        for (let page = first; page.events.length > 0; page = history.read(page.next))
          read.push(...seqs(page))
        const from = first.gap?.from ?? since + 1
        const expected = added.filter(each => each >= from)
        return JSON.stringify(read) === JSON.stringify(expected)
      }),
    ),
  )
})
