import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { EventStream } from '../../src/http/event-stream.js'
import { EventHistory } from '../../src/supervisor/event-history.js'
import { eventually } from '../host/eventually.js'

t.test(
  'a reader that takes nothing holds a page and a bit, and learns of the gap when it goes on',
  async t => {
    const { history, stream } = open(t)
    const text = 'x'.repeat(1_000)
    for (let seq = 1; seq <= 10_000; seq += 1) history.add({ seq, json: JSON.stringify({ seq, text }) })
    stream.read(0)
    await turn()
    const held = stream.readableLength
    t.ok(held > 0)
    for (let seq = 10_001; seq <= 20_000; seq += 1) history.add({ seq, json: JSON.stringify({ seq, text }) })
    stream.read(0)
    await turn()
    t.equal(stream.readableLength, held)
    t.ok(held <= 70 * 1024)
    const all = await takeUntil(stream, 'id: 20000\n')
    t.equal(
      [...all.matchAll(/^event: gap$/gm)].length,
      2,
      'before its first event, and before what it then takes',
    )
  },
)

t.test('what happens at once comes in one piece', async t => {
  const { history, stream } = open(t)
  t.equal(await takeUntil(stream, 'retry'), 'retry: 2000\n\n')
  const pieces: string[] = []
  stream.on('data', (piece: string) => pieces.push(piece)).resume()
  await turn()
  for (let seq = 1; seq <= 20; seq += 1) history.add({ seq, json: '{}' })
  await eventually(async () => (pieces.length > 0 ? true : undefined))
  t.equal(pieces[0]?.match(/^id: /gm)?.length, 20)
})

t.test('while nothing happens it beats, for a reader who takes it', async t => {
  const { stream } = open(t, 5)
  t.match(await takeUntil(stream, ':\n\n:\n\n'), /^retry: 2000\n\n(:\n\n)+$/)
  stream.pause()
  await eventually(async () => (stream.readableLength > 0 ? true : undefined))
  const held = stream.readableLength
  t.ok(held < 64 * 1024)
})

t.test('one that is destroyed hears no more', async t => {
  const { history, stream } = open(t, 5)
  stream.resume()
  await turn()
  history.add({ seq: 1, json: '{}' })
  stream.destroy()
  await eventually(async () => stream.closed || undefined)
  history.add({ seq: 2, json: '{}' })
  t.equal(stream.readableLength, 0)
})

t.test('of one that is destroyed no timer is left', async t => {
  const countTimers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = countTimers()
  const { history, stream } = open(t)
  stream.resume()
  await turn()
  history.add({ seq: 1, json: '{}' })
  t.equal(countTimers(), before + 2, 'its heartbeat, and what gathers events')
  stream.destroy()
  await eventually(async () => stream.closed || undefined)
  t.equal(countTimers(), before)
})

function open(t: Test, heartbeatMs = 60_000) {
  const history = new EventHistory()
  const stream = new EventStream({ history, since: 0, heartbeatMs }).setEncoding('utf8')
  t.teardown(() => stream.destroy())
  return { history, stream }
}

function takeUntil(stream: EventStream, part: string): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const take = (piece: string): void => {
      text += piece
      if (!text.includes(part)) return
      stream.off('data', take)
      stream.pause()
      resolve(text)
    }
    stream.on('data', take)
  })
}
