import t from 'tap'
import { askTraffic } from '../../../src/supervisor/incidents/inquire.js'
import { InTestRelay } from '../in-test-relay.js'

const nothing = { unanswered: [], moreUnanswered: 0, notifications: [] }

t.test(
  'each relay is asked once, of its other sessions nothing is told, and a broken one does no harm',
  async t => {
    const relay = relayOf('a', 'b', 'elsewhere')
    const broken = relayOf()
    broken.traffic = () => Promise.reject(new Error('a bug'))
    const told = await askTraffic([
      { id: 'a', relay },
      { id: 'b', relay },
      { id: 'c', relay: broken },
    ])
    t.strictSame(
      told.map(({ session }) => session),
      ['a', 'b'],
    )
  },
)

function relayOf(...sessions: string[]): InTestRelay {
  const relay = new InTestRelay()
  relay.traffic = async () => sessions.map(session => ({ session, fromEditor: nothing, fromGopls: nothing }))
  return relay
}
