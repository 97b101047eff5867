import t from 'tap'
import { ToldErrors } from '../../src/supervisor/told-errors.js'

t.test('the latest error of each session stands for ten minutes, or until its editor leaves', async t => {
  let nowMs = 0
  const told = new ToldErrors(() => nowMs)
  told.note('a', 'load-failed')
  told.note('a', 'go-not-found')
  told.note('b', 'go-not-found')
  t.strictSame(told.codes, ['go-not-found'])
  nowMs = 300_000
  told.note('b', 'no-network')
  t.strictSame(told.codes, ['go-not-found', 'no-network'])
  nowMs = 600_001
  t.strictSame(told.codes, ['no-network'])
  told.forget('b')
  t.strictSame(told.codes, [])
})
