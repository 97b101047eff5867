import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { readHeapProfile } from '../../src/gopls/heap-profile.js'
import { type WrittenSample, writeHeapProfile } from './write-heap-profile.js'

t.test('of a real gopls v0.23.0 that has just started it is told who holds the heap', async t => {
  const profile = gunzipSync(readFileSync(new URL('heap-profile.pb.gz', import.meta.url)))
  t.strictSame(readHeapProfile(profile), {
    inUseBytes: 1_052_086,
    users: [{ place: 'stdlib.map.init.1', bytes: 527_558 }],
  })
})

const sample = (inUseBytes: number, ...stack: readonly (readonly string[])[]): WrittenSample => ({
  inUseBytes,
  stack,
})
const tables: readonly (readonly [string, readonly WrittenSample[], number, readonly object[]])[] = [
  ['a profile without samples', [], 0, []],
  ['a sample that was freed', [sample(0, ['main.f'])], 0, []],
  ['one sample', [sample(7, ['main.f'], ['main.main'])], 7, [{ place: 'main.f', bytes: 7 }]],
  [
    'more bytes than 32 bits hold',
    [sample(2 ** 40, ['main.f'])],
    2 ** 40,
    [{ place: 'main.f', bytes: 2 ** 40 }],
  ],
  ['two of one place', [sample(2, ['main.f']), sample(3, ['main.f'])], 5, [{ place: 'main.f', bytes: 5 }]],
  [
    'two places, the lesser first',
    [sample(2, ['main.f']), sample(3, ['main.g'])],
    5,
    [
      { place: 'main.g', bytes: 3 },
      { place: 'main.f', bytes: 2 },
    ],
  ],
  [
    'an allocation of the runtime for somebody',
    [sample(4, ['runtime.mallocgc'], ['main.main'])],
    4,
    [{ place: 'main.main', bytes: 4 }],
  ],
  [
    'a function that is inlined into another',
    [sample(4, ['bytes.grow', 'golang.org/x/tools/gopls/internal/cache.load'])],
    4,
    [{ place: 'bytes.grow, called by cache.load', bytes: 4 }],
  ],
  [
    'a stack of three, which is packed',
    [sample(4, ['runtime.mallocgc'], ['main.f'], ['main.main'])],
    4,
    [{ place: 'main.f', bytes: 4 }],
  ],
  [
    'two forms of one generic function',
    [sample(4, ['main.New[go.shape.int]']), sample(5, ['main.New[go.shape.struct { a []int }]'])],
    9,
    [{ place: 'main.New[...]', bytes: 9 }],
  ],
  ['less than nothing', [sample(-5, ['main.f'])], 0, []],
  ['a place without a name', [sample(4, [''])], 4, []],
  ["what is all the runtime's", [sample(4, ['runtime.malg'])], 4, []],
]
for (const [name, samples, inUseBytes, users] of tables)
  t.test(`${name} says ${JSON.stringify(users)}`, async t =>
    t.strictSame(readHeapProfile(writeHeapProfile(samples)), { inUseBytes, users }),
  )

t.test('no more than ten are told', async t => {
  const samples = Array.from({ length: 30 }, (_, index) => sample(100 + index, [`main.f${index}`]))
  const { users = [] } = readHeapProfile(writeHeapProfile(samples)) ?? {}
  t.equal(users.length, 10)
  t.equal(users[0]?.place, 'main.f29')
})

const whole = writeHeapProfile([sample(7, ['main.f'], ['main.main'])])
const others: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['a page for people', Buffer.from('<html>gopls</html>')],
  ['a heap profile as text', Buffer.from('heap profile: 1: 2 [3: 4] @ heap/1048576\n')],
  [
    'a profile of something else',
    writeHeapProfile([sample(1, ['main.f'])], ['samples', 'count', 'cpu', 'nanoseconds']),
  ],
  ['a sample that is longer than the whole', Buffer.concat([Buffer.from([0x12, 0x7f]), whole])],
  ['a list that is longer than its sample', Buffer.concat([Buffer.from([0x12, 0x02, 0x12, 0x30]), whole])],
  ['more than can be in use', writeHeapProfile(Array.from({ length: 20_001 }, () => sample(1, ['main.f'])))],
]
for (const [name, bytes] of others)
  t.test(`${name} is no heap profile`, async t => t.equal(readHeapProfile(bytes), undefined))

t.test('whatever the bytes are, it comes to an end and throws nothing', async t => {
  const cut = fc.nat(whole.length).map(length => whole.subarray(0, length))
  const flipped = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(whole)
    bytes[at] = byte
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), cut, flipped), bytes => {
      const view = readHeapProfile(bytes)
      return view === undefined || view.users.length <= 10
    }),
    { numRuns: 2_000 },
  )
  t.pass()
})
