import t from 'tap'
import { chooseSocketFolder, longestSocketName } from '../../src/host/socket-path.js'
import { nextNumber, nextOfRelay } from '../../src/supervisor/slot-ids.js'

t.test('the lowest free number is the next, whoever else is there', async t => {
  t.equal(nextNumber(new Set()), '1')
  t.equal(nextNumber(new Set(['1', '3', 'r7'])), '2')
})

t.test("a relay's slots bear its pid", async t => {
  const next = nextOfRelay(7)
  t.equal(next(new Set()), 'r7')
  t.equal(next(new Set(['r7'])), 'r7-2')
  t.equal(next(new Set(['r7-2'])), 'r7')
})

t.test('no socket of any slot is longer than the longest that is provided for', async t => {
  const id = nextOfRelay(4_194_304)(new Set(['r4194304']))
  t.ok(`g-${id}-9999999.sock`.length <= longestSocketName.length)
  t.match(
    chooseSocketFolder({ runFolder: '/r', platform: 'linux', uid: 1, longestName: longestSocketName }),
    '/r',
  )
})
