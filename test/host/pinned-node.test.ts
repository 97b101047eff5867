import t from 'tap'
import { choosePinnedNode } from '../../src/host/pinned-node.js'

const pins = {
  '/opt/homebrew/Cellar/node/24.1.0/bin/node': '/opt/homebrew/opt/node/bin/node',
  '/usr/local/Cellar/node@22/22.3.0_1/bin/node': '/usr/local/opt/node@22/bin/node',
  '/Users/ann/.nvm/versions/node/v22.1.0/bin/node': '/Users/ann/.nvm/versions/node/v22.1.0/bin/node',
}
for (const [execPath, pinned] of Object.entries(pins))
  t.test(`of ${execPath} the path to keep is ${pinned}`, async t => {
    t.equal(choosePinnedNode(execPath), pinned)
  })
