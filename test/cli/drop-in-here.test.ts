import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { describeDropIn } from '../../src/cli/drop-in-here.js'
import { locate } from '../../src/cli/locations.js'
import { switchCurrent } from '../../src/launchd/current-application.js'

const here = fileURLToPath(new URL('../../src/cli/lsp.js', import.meta.url))

t.test(
  'the drop-in starts the installed application, whoever writes it, and else what writes it',
  async t => {
    const home = t.testdir({})
    const env = { GOPLS_GUARDIAN_HOME: home }
    const locations = locate({ platform: process.platform, env })
    const describe = () =>
      describeDropIn(locations, { env, execPath: '/usr/local/Cellar/node/24.1.0/bin/node' })
    t.strictSame(describe(), {
      stateFolder: home,
      home,
      entry: here,
      node: '/usr/local/opt/node/bin/node',
      trouble: null,
    })
    const name = '1.2.3-0123abcd'
    const cli = join(locations.paths.appFolder, name, 'dist', 'cli')
    mkdirSync(cli, { recursive: true })
    await switchCurrent(locations.paths.appFolder, name)
    t.equal(describe().entry, here, 'half an application is none')
    writeFileSync(join(cli, 'lsp.js'), '')
    t.equal(describe().entry, join(cli, 'lsp.js'), 'its own folder, not current')
    rmSync(join(locations.paths.appFolder, name), { recursive: true })
    t.equal(describe().entry, here)
  },
)
