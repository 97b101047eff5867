import t from 'tap'
import { chooseAgentEnvironment } from '../../src/launchd/agent-environment.js'

const shell = { platform: 'darwin', environment: {}, currentFolder: '/Users/gopher/clone' } as const

t.test('our own settings are taken along, and nothing else', async t => {
  const own = {
    GOPLS_GUARDIAN_HOME: '/Users/gopher/guardian',
    GOPLS_GUARDIAN_PORT: '4700',
    GOPLS_GUARDIAN_GOPLS: '/opt/homebrew/bin/gopls',
    GOPLS_GUARDIAN_LOG_LEVEL: 'debug',
    GOPLS_GUARDIAN_LAUNCHCTL: '/tmp/model/launchctl',
  }
  const others = {
    PATH: '/usr/bin',
    HOME: '/Users/gopher',
    GITHUB_TOKEN: 'secret',
    GOPLS_GUARDIAN_TOKEN: 'secret',
    GOPLS_GUARDIAN_CALLERS: ':/x:',
    XDG_CONFIG_HOME: '/Users/gopher/.config',
  }
  t.strictSame(chooseAgentEnvironment({ ...shell, environment: { ...others, ...own } }), own)
})

t.test('the XDG folders count where macOS has not its own', async t => {
  const environment = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s', XDG_DATA_HOME: '/d' }
  t.strictSame(chooseAgentEnvironment({ ...shell, platform: 'linux', environment }), {
    XDG_CONFIG_HOME: '/c',
    XDG_STATE_HOME: '/s',
  })
})

t.test('what is empty is not set', async t => {
  const environment = { GOPLS_GUARDIAN_HOME: '', GOPLS_GUARDIAN_PORT: undefined }
  t.strictSame(chooseAgentEnvironment({ ...shell, environment }), {})
})

t.test('a relative path means the same in the agent as here', async t => {
  const environment = {
    GOPLS_GUARDIAN_HOME: 'state',
    GOPLS_GUARDIAN_GOPLS: '../gopls',
    GOPLS_GUARDIAN_LAUNCHCTL: './launchctl',
  }
  t.strictSame(chooseAgentEnvironment({ ...shell, environment }), {
    GOPLS_GUARDIAN_HOME: '/Users/gopher/clone/state',
    GOPLS_GUARDIAN_GOPLS: '/Users/gopher/gopls',
    GOPLS_GUARDIAN_LAUNCHCTL: '/Users/gopher/clone/launchctl',
  })
})

t.test('a path from the home folder stays one, for the daemon to resolve', async t => {
  const environment = { GOPLS_GUARDIAN_GOPLS: '~/go/bin/gopls' }
  t.strictSame(chooseAgentEnvironment({ ...shell, environment }), environment)
})
