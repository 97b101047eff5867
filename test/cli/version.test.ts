import t from 'tap'
import { readPackageVersion } from '../../src/cli/package-version.js'
import { showVersion } from '../../src/cli/version.js'
import { recordTerminal } from './recorded-terminal.js'

const version = readPackageVersion()

t.test('it names itself and Node in one line', async t => {
  const terminal = recordTerminal()
  t.equal(showVersion(terminal, {}), 0)
  t.strictSame(terminal.printed, [`gopls-guardian ${version} (Node ${process.version})`])
})

t.test('as JSON it is the same as data', async t => {
  const terminal = recordTerminal()
  showVersion(terminal, { json: true })
  t.strictSame(JSON.parse(terminal.printed.join('')), {
    name: 'gopls-guardian',
    version,
    node: process.version,
  })
})
