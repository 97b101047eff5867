import { readFileSync } from 'node:fs'
import t from 'tap'
import { listHeapUsers } from '../../src/gopls/heap-profile.js'

t.test('of a real gopls v0.23.0 it is told who holds the heap, the greatest first', async t => {
  // Cut to the greatest samples, and two of which nothing is in use.
  const text = readFileSync(new URL('heap-profile.txt', import.meta.url), 'utf8')
  const users = listHeapUsers(text)
  t.strictSame(users.slice(0, 3), [
    { place: 'cache.init', bytes: 100_007_936 },
    {
      place: 'types.(*Checker).recordTypeAndValue, called by cache.(*typeCheckBatch).checkPackage',
      bytes: 5_577_385,
    },
    { place: 'debug.init.func1', bytes: 2_425_393 },
  ])
  t.notOk(users.some(({ bytes }) => bytes <= 0))
})

const head = 'heap profile: 2: 3 [4: 5] @ heap/1048576\n'
const sample = (objects: number, bytes: number, name: string): string =>
  `${objects}: ${bytes} [9: 9] @ 0x1 0x2\n#\t0x1\t${name}+0x1f\t/a b/c.go:1\n#\t0x2\tmain.main+0x2\t/x.go:2\n\n`
const tables: readonly (readonly [string, string, readonly object[]])[] = [
  ['nothing', '', []],
  ['a page for people', '<html>1: 2 [3: 4] @ 0x1\n#\t0x1\tmain.f+0x1\t/x.go:1\n', []],
  ['a profile without samples', head, []],
  ['a sample that was freed', head + sample(0, 0, 'main.f'), []],
  ['one large object', head + sample(1, 100_000_000, 'main.f'), [{ place: 'main.f', bytes: 100_000_000 }]],
  // 1 / (1 - e^-1): of objects as large as the rate, so many are missed.
  ['an object of the rate', head + sample(1, 524_288, 'main.f'), [{ place: 'main.f', bytes: 829_411 }]],
  [
    'two samples of one place',
    head + sample(1, 2e8, 'main.f') + sample(1, 3e8, 'main.f'),
    [{ place: 'main.f', bytes: 5e8 }],
  ],
  [
    'a program that samples every allocation',
    `heap profile: 1: 1 [1: 1] @ heap/2\n${sample(10, 160, 'main.f')}`,
    [{ place: 'main.f', bytes: 160 }],
  ],
  [
    'an allocation of the runtime for somebody',
    head + sample(1, 1e8, 'runtime.malg'),
    [{ place: 'main.main', bytes: 1e8 }],
  ],
  ['a profile that was cut short', head + sample(1, 1e8, 'main.f').slice(0, 30), []],
]
for (const [name, text, users] of tables)
  t.test(`${name} says ${JSON.stringify(users)}`, async t => t.strictSame(listHeapUsers(text), users))

t.test('no more than ten are told', async t => {
  const samples = Array.from({ length: 30 }, (_, index) => sample(1, 1e8 + index, `main.f${index}`))
  const users = listHeapUsers(head + samples.join(''))
  t.equal(users.length, 10)
  t.equal(users[0]?.place, 'main.f29')
})
