import { isAbsolute } from 'node:path'
import t from 'tap'
import { formatPlist, parsePlist } from '../../src/launchd/plist-text.js'
import { findWrongKeys } from './plist-keys.js'
import { describeJobs, jobFactsOf, typicalMac } from './typical-mac.js'

const state = '/Users/gopher/Library/Application Support/gopls-guardian'
const logs = '/Users/gopher/Library/Logs/gopls-guardian'
const [daemon, watchdog] = describeJobs(typicalMac)

t.test(
  'the daemon comes back from a death at once and from an end on purpose within half a minute',
  async t => {
    t.match(daemon, { KeepAlive: { SuccessfulExit: false }, StartInterval: 30, RunAtLoad: true })
  },
)

t.test('the watchdog is started by the clock alone', async t => {
  t.match(watchdog, { StartInterval: 60, RunAtLoad: false, KeepAlive: undefined })
})

t.test('both run what the link to the installed application names, under a name of their own', async t => {
  t.strictSame(daemon?.ProgramArguments, [
    `${state}/app/current/bin/gopls-guardian`,
    ...['run', '--agent', '--install-gopls'],
  ])
  t.strictSame(watchdog?.ProgramArguments, [`${state}/app/current/bin/gopls-guardian-watchdog`])
})

t.test('the daemon, and gopls with it, is not starved', async t => {
  t.match(daemon, { ProcessType: 'Interactive', SoftResourceLimits: { NumberOfFiles: 8192 } })
  t.match(watchdog, { ProcessType: 'Background' })
})

t.test('what the daemon prints goes where the other logs are', async t => {
  t.match(daemon, {
    StandardOutPath: `${logs}/launchd.out.log`,
    StandardErrorPath: `${logs}/launchd.err.log`,
  })
})

t.test('the watchdog starts whether or not there is a logs folder', async t => {
  t.match(watchdog, { StandardOutPath: undefined, StandardErrorPath: undefined })
})

for (const job of describeJobs(typicalMac)) {
  t.test(`${job.Label}: nobody else reads its files, and its children outlive it`, async t => {
    t.match(job, { Umask: 0o077, AbandonProcessGroup: true, LimitLoadToSessionType: 'Aqua' })
  })

  t.test(`${job.Label}: the time that launchd gives it is set`, async t => {
    t.match(job, { ThrottleInterval: 10, ExitTimeOut: 10 })
  })

  t.test(`${job.Label}: PATH leads to the user's own Go and gopls`, async t => {
    t.match(
      job.EnvironmentVariables['PATH'],
      /^\/opt\/homebrew\/bin:\/Users\/gopher\/go\/bin:\/usr\/local\/bin:/,
    )
  })

  t.test(`${job.Label}: every path is absolute`, async t => {
    t.ok(isAbsolute(job.ProgramArguments[0]), job.ProgramArguments[0])
  })

  t.test(`${job.Label}: launchd knows every key, with this type`, async t => {
    const parsed = parsePlist(formatPlist(job))
    t.strictSame(findWrongKeys(parsed.ok && parsed.value), [])
  })
}

t.test('what the installing shell has set goes into both, and leaves PATH alone', async t => {
  for (const job of describeJobs({ ...typicalMac, environment: { GOPLS_GUARDIAN_PORT: '4700' } }))
    t.strictSame(job.EnvironmentVariables, {
      PATH: typicalMac.searchPath.join(':'),
      GOPLS_GUARDIAN_PORT: '4700',
    })
})

t.test('a key of another name or type is found out', async t => {
  const wrong = {
    ...daemon,
    KeepAlive: { SuccesfulExit: false },
    Umask: '077',
    ProcessType: 'Fast',
    Foo: 1,
    ExitTimeOut: 1.5,
    ProgramArguments: [],
    EnvironmentVariables: { PORT: 4675 },
  }
  t.strictSame(findWrongKeys(wrong).toSorted(), [
    ...['EnvironmentVariables', 'ExitTimeOut', 'Foo', 'KeepAlive.SuccesfulExit'],
    ...['ProcessType', 'ProgramArguments', 'Umask'],
  ])
  t.strictSame(findWrongKeys([]), ['the whole'])
})

t.test('a home folder of any name is one path each', async t => {
  const home = `/Users/Zoë & "Bob" <it's>`
  for (const job of describeJobs(jobFactsOf(home))) t.ok(job.ProgramArguments[0].startsWith(`${home}/`))
})
