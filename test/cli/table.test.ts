import t from 'tap'
import { coloured, plain } from '../../src/cli/paint.js'
import { formatTable } from '../../src/cli/table.js'

t.test('columns are as wide as their longest cell, and no line ends in blanks', async t => {
  const rows = [
    ['ID', 'STATE', 'X'],
    ['main', 'ready', ''],
  ]
  t.strictSame(formatTable(rows, plain), ['ID    STATE  X', 'main  ready'])
})

t.test('colours wrap the text alone and do not shift the columns', async t => {
  const rows = [
    [{ text: 'up', tone: 'good' } as const, 'a'],
    ['longer', 'b'],
  ]
  t.strictSame(formatTable(rows, coloured), ['\u001b[32mup\u001b[0m      a', 'longer  b'])
})

t.test('a short row leaves its last columns empty', async t => {
  t.strictSame(formatTable([['a'], ['b', 'c']], plain), ['a', 'b  c'])
})

t.test('no rows make no lines', async t => {
  t.strictSame(formatTable([], plain), [])
})
