import t from 'tap'
import { watchHeartbeat } from '../../src/control/heartbeat.js'

const silence = new Promise<never>(() => undefined)
const quick = { everyMs: 1, limitMs: 10 }

/** Watches one that answers, or not, in this turn and then as the last one says; resolves when it is over. */
async function watch(turns: readonly boolean[], isOver: (asked: number) => boolean) {
  const gone = new AbortController()
  let asked = 0
  let isLost = false
  const ask = (): Promise<unknown> => {
    asked += 1
    const answers = turns[asked - 1] ?? turns.at(-1)
    if (isOver(asked)) gone.abort()
    return answers ? Promise.resolve() : silence
  }
  await watchHeartbeat(ask, quick, () => (isLost = true), gone.signal)
  return { asked, isLost }
}

const rows = [
  ['who answers is asked as long as it matters', [true], 5, { asked: 5, isLost: false }],
  ['who misses two in a row is lost', [true, false], 9, { asked: 3, isLost: true }],
  ['a single miss is forgiven', [false, true, false, true], 6, { asked: 6, isLost: false }],
  ['who matters no more is not lost', [false], 2, { asked: 2, isLost: false }],
] as const
for (const [sentence, turns, overAt, outcome] of rows)
  t.test(sentence, async t => t.strictSame(await watch(turns, asked => asked === overAt), outcome))

t.test('what is over before the first question asks none', async t => {
  const gone = new AbortController()
  const watching = watchHeartbeat(
    () => t.fail('asked') as never,
    { everyMs: 60_000, limitMs: 1 },
    () => t.fail('lost'),
    gone.signal,
  )
  gone.abort()
  await watching
})
