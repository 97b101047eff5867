import t from 'tap'
import { listLastNotifications } from '../../../src/supervisor/incidents/last-notifications.js'

const nothing = { unanswered: [], moreUnanswered: 0, notifications: [] }

t.test('those of all sessions come in the order in which they were said, the last 20 of them', async t => {
  const marks = (...agesMs: number[]) => agesMs.map(ageMs => ({ method: 'm', ageMs, bytes: 1 }))
  const told = listLastNotifications([
    {
      session: 'a',
      fromEditor: { ...nothing, notifications: marks(22, 20, 18, 16, 14, 12, 10, 8, 6, 4) },
      fromGopls: { ...nothing, notifications: marks(3) },
    },
    {
      session: 'b',
      fromEditor: nothing,
      fromGopls: { ...nothing, notifications: marks(21, 19, 17, 15, 13, 11, 9, 7, 5, 2) },
    },
  ])
  t.strictSame(
    told.map(({ ageMs }) => ageMs),
    Array.from({ length: 20 }, (_, index) => 21 - index),
  )
  t.match(told.slice(-3), [
    { session: 'a', from: 'editor', ageMs: 4 },
    { session: 'a', from: 'gopls', ageMs: 3 },
    { session: 'b', from: 'gopls', ageMs: 2 },
  ])
})
