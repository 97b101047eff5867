import t from 'tap'
import {
  amount,
  anyOf,
  count,
  fields,
  flag,
  listOf,
  oneOf,
  orNull,
  type Reader,
  text,
  texts,
} from '../../src/control/reader.js'

const rows: readonly (readonly [
  name: string,
  read: Reader<unknown>,
  good: readonly unknown[],
  bad: readonly unknown[],
])[] = [
  ['text', text, ['', 'a'], [1, null, undefined, ['a'], {}]],
  ['flag', flag, [true, false], [0, 'true', null]],
  ['count', count, [0, 1, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, Number.POSITIVE_INFINITY, '1', null]],
  ['amount', amount, [0, -1, 0.5], [Number.POSITIVE_INFINITY, Number.NaN, '1', null]],
  ['oneOf', oneOf('a', 'b'), ['a', 'b'], ['c', '', null, ['a']]],
  ['orNull', orNull(text), ['a', null], [undefined, 1]],
  ['listOf', listOf(count), [[], [1, 2]], [null, {}, '12', [1, 'a'], [null]]],
  ['texts', texts, [{}, { A: 'b', '': '' }], [null, [], { A: 1 }, { A: null }, 'a']],
  ['fields', fields<{ a: string }>({ a: text }), [{ a: 'b' }], [{}, { a: 1 }, { b: 'a' }, null, ['a'], 'a']],
  ['fields, none', fields<object>({}), [{}], [null, [], 'a', undefined]],
  ['anyOf', anyOf<string | boolean>(text, flag), ['a', false], [1, null]],
]
for (const [name, read, good, bad] of rows)
  t.test(`${name} reads what it should, and nothing else`, async t => {
    for (const value of good) t.strictSame(read(value), value)
    for (const value of bad) t.equal(read(value), undefined, String(value))
  })

t.test('fields that nobody asked for are left out', async t =>
  t.strictSame(fields<{ a: string }>({ a: text })({ a: 'b', c: 1 }), { a: 'b' }),
)

t.test('a variable that is called __proto__ is a variable like any other', async t => {
  const read = texts(JSON.parse('{"__proto__": "value", "constructor": "other"}'))
  t.strictSame(Object.entries(read ?? {}), [
    ['__proto__', 'value'],
    ['constructor', 'other'],
  ])
  t.equal(Object.getPrototypeOf(read), Object.prototype)
})
