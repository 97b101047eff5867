import { isAbsolute } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { goplsLogFile, resolvePaths } from '../../src/host/paths.js'

const linux = { platform: 'linux', environment: {}, homeFolder: '/home/ann', currentFolder: '/work' } as const
const mac = { ...linux, platform: 'darwin', homeFolder: '/Users/ann' } as const

t.test('macOS keeps everything in Application Support, but for the logs', async t => {
  const support = '/Users/ann/Library/Application Support/gopls-guardian'
  t.strictSame(resolvePaths(mac), {
    configFile: `${support}/config.jsonc`,
    stateFolder: support,
    runFolder: `${support}/run`,
    instancesFolder: `${support}/run/instances`,
    lockFolder: `${support}/run/lock`,
    realGoplsFile: `${support}/run/real-gopls`,
    tokenFile: `${support}/token`,
    binFolder: `${support}/bin`,
    toolsFolder: `${support}/tools`,
    appFolder: `${support}/app`,
    launchAgentsFolder: '/Users/ann/Library/LaunchAgents',
    logsFolder: '/Users/ann/Library/Logs/gopls-guardian',
    incidentsFolder: '/Users/ann/Library/Logs/gopls-guardian/incidents',
    guardianLog: '/Users/ann/Library/Logs/gopls-guardian/guardian.log',
    eventsFile: '/Users/ann/Library/Logs/gopls-guardian/events.jsonl',
  })
})

const roots = [
  {
    name: 'elsewhere the XDG folders have their usual places',
    sources: linux,
    config: '/home/ann/.config/gopls-guardian/config.jsonc',
    state: '/home/ann/.local/state/gopls-guardian',
    logs: '/home/ann/.local/state/gopls-guardian/logs',
  },
  {
    name: 'the XDG variables move them',
    sources: { ...linux, environment: { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' } },
    config: '/c/gopls-guardian/config.jsonc',
    state: '/s/gopls-guardian',
    logs: '/s/gopls-guardian/logs',
  },
  {
    name: 'empty and relative XDG variables count as not set',
    sources: { ...linux, environment: { XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: '' } },
    config: '/home/ann/.config/gopls-guardian/config.jsonc',
    state: '/home/ann/.local/state/gopls-guardian',
    logs: '/home/ann/.local/state/gopls-guardian/logs',
  },
  {
    name: 'macOS pays no heed to the XDG variables',
    sources: { ...mac, environment: { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' } },
    config: '/Users/ann/Library/Application Support/gopls-guardian/config.jsonc',
    state: '/Users/ann/Library/Application Support/gopls-guardian',
    logs: '/Users/ann/Library/Logs/gopls-guardian',
  },
  {
    name: 'GOPLS_GUARDIAN_HOME takes everything',
    sources: { ...linux, environment: { GOPLS_GUARDIAN_HOME: '/g', XDG_STATE_HOME: '/s' } },
    config: '/g/config.jsonc',
    state: '/g',
    logs: '/g/logs',
  },
  {
    name: 'GOPLS_GUARDIAN_HOME takes everything on macOS too',
    sources: { ...mac, environment: { GOPLS_GUARDIAN_HOME: '/g/' } },
    config: '/g/config.jsonc',
    state: '/g',
    logs: '/g/logs',
  },
  {
    name: 'a relative GOPLS_GUARDIAN_HOME starts at the current folder',
    sources: { ...linux, environment: { GOPLS_GUARDIAN_HOME: '../g' } },
    config: '/g/config.jsonc',
    state: '/g',
    logs: '/g/logs',
  },
  {
    name: 'an empty GOPLS_GUARDIAN_HOME counts as not set',
    sources: { ...linux, environment: { GOPLS_GUARDIAN_HOME: '' } },
    config: '/home/ann/.config/gopls-guardian/config.jsonc',
    state: '/home/ann/.local/state/gopls-guardian',
    logs: '/home/ann/.local/state/gopls-guardian/logs',
  },
] as const

for (const { name, sources, config, state, logs } of roots) {
  t.test(name, async t => {
    const paths = resolvePaths(sources)
    t.equal(paths.configFile, config)
    t.equal(paths.stateFolder, state)
    t.equal(paths.logsFolder, logs)
  })
}

t.test('every path is absolute, whatever the environment says', async t => {
  const value = fc.option(fc.string(), { nil: undefined })
  const environments = fc.record({
    GOPLS_GUARDIAN_HOME: value,
    XDG_CONFIG_HOME: value,
    XDG_STATE_HOME: value,
  })
  const platforms = fc.constantFrom('darwin' as const, 'linux' as const)
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(platforms, environments, (platform, environment) =>
        Object.values<string>({ ...resolvePaths({ ...linux, platform, environment }) }).every(path =>
          isAbsolute(path),
        ),
      ),
    ),
  )
})

t.test("an instance's stderr has a log of its own", async t => {
  t.equal(goplsLogFile(resolvePaths(linux), 'w1'), '/home/ann/.local/state/gopls-guardian/logs/gopls-w1.log')
})
