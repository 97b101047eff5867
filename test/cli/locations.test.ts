import t from 'tap'
import { locate } from '../../src/cli/locations.js'

t.test('the socket lies in the run folder', async t => {
  const { apiSocket } = locate({ platform: 'linux', env: { GOPLS_GUARDIAN_HOME: '/g' } })
  t.equal(apiSocket, '/g/run/api.sock')
})

t.test('where the path is too long for a socket, it lies in a short folder of this user', async t => {
  const env = { GOPLS_GUARDIAN_HOME: `/${'g'.repeat(120)}` }
  t.match(locate({ platform: 'linux', env }).apiSocket, /^\/tmp\/gopls-guardian-\d+\/[0-9a-f]{8}\/api\.sock$/)
})
