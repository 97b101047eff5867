import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  countReplacement,
  readReplacements,
  replacementsFile,
  replacementWaitMs,
  writeReplacements,
} from '../../src/launchd/replacements.js'

const minuteMs = 60_000
const none = { count: 0, lastWallMs: 0 }

const rows: readonly {
  readonly what: string
  readonly replacedAt: readonly number[]
  readonly now: number
  readonly waitMinutes: number
}[] = [
  { what: 'the first one', replacedAt: [], now: 1_000, waitMinutes: 0 },
  { what: 'the third one', replacedAt: [1_000, 1_003], now: 1_006, waitMinutes: 0 },
  { what: 'the fourth one', replacedAt: [1_000, 1_003, 1_006], now: 1_009, waitMinutes: 27 },
  { what: 'the fourth one, later', replacedAt: [1_000, 1_003, 1_006], now: 1_036, waitMinutes: 0 },
  { what: 'the fifth one', replacedAt: [1_000, 1_003, 1_006, 1_036], now: 1_039, waitMinutes: 27 },
  { what: 'one after an hour without any', replacedAt: [1_000, 1_003, 1_006], now: 1_066, waitMinutes: 0 },
  {
    what: 'one soon after that',
    replacedAt: [1_000, 1_003, 1_006, 1_066],
    now: 1_069,
    waitMinutes: 0,
  },
  {
    what: 'one after the clock was set back',
    replacedAt: [1_000, 1_003, 1_006],
    now: 900,
    waitMinutes: 0,
  },
]
for (const { what, replacedAt, now, waitMinutes } of rows)
  t.test(`${what} waits for ${waitMinutes} minutes`, async t => {
    const before = replacedAt.reduce((count, minute) => countReplacement(count, minute * minuteMs), none)
    t.equal(replacementWaitMs(before, now * minuteMs), waitMinutes * minuteMs)
  })

t.test('what one run writes the next one reads', async t => {
  const file = replacementsFile(t.testdir({}))
  t.strictSame(await readReplacements(file), none)
  t.strictSame(writeReplacements(file, { count: 2, lastWallMs: 7 }), { ok: true })
  t.strictSame(await readReplacements(file), { count: 2, lastWallMs: 7 })
  t.equal(statSync(file).mode & 0o777, 0o600)
  chmodSync(file, 0o666)
  t.strictSame(await readReplacements(file), none, 'but not what others can write')
})

for (const text of ['', '{', 'null', '{"count":"many","lastWallMs":1}'])
  t.test(`a damaged file counts for nothing: ${text}`, async t => {
    const file = join(t.testdir({}), 'replacements.json')
    writeFileSync(file, text, { mode: 0o600 })
    t.strictSame(await readReplacements(file), none)
  })
