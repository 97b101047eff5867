import t from 'tap'
import { createJobState, type JobState } from './job-state.js'
import { printDisabled } from './print-disabled.js'
import { printJob } from './print-job.js'
import { plainRules } from './simulate-job.js'

const gui = { kind: 'gui', uid: 501 } as const
const loaded = createJobState(plainRules, false)

const print = (state: JobState, keys: object = {}): string =>
  printJob(
    gui,
    { file: '/Users/me/a.plist', keys: { Label: 'a.b', ProgramArguments: ['/bin/a', 'x y'], ...keys } },
    state,
  )

const whole = `gui/501/a.b = {
	active count = 1
	path = /Users/me/a.plist
	type = LaunchAgent
	state = running

	program = /bin/a
	arguments = {
		/bin/a
		x y
	}

	stdout path = /tmp/out
	stderr path = /tmp/err
	inherited environment = {
		SSH_AUTH_SOCK => /var/run/com.apple.launchd.MODEL/Listeners
	}

	default environment = {
		PATH => /usr/bin:/bin:/usr/sbin:/sbin
	}

	environment = {
		OSLogRateLimit => 64
		PATH => /opt/bin
		XPC_SERVICE_NAME => a.b
	}

	domain = gui/501 [100002]
	asid = 100002
	umask = 77
	minimum runtime = 10
	exit timeout = 20
	runs = 3
	pid = 4242
	immediate reason = non-ipc demand
	forks = 0
	execs = 1
	initialized = 1
	trampolined = 1
	started suspended = 0
	proxy started suspended = 0
	checked allocations = 0 (queried = 1)
	checked allocations reason = no host
	checked allocations flags = 0x0
	last terminating signal = Killed: 9

	semaphores = {
		successful exit => 0
	}

	resource coalition = {
		ID = 1072
		type = resource
		state = active
		active count = 1
		name = a.b
	}

	jetsam coalition = {
		ID = 1073
		type = jetsam
		state = active
		active count = 1
		name = a.b
	}

	spawn type = interactive (4)
	jetsam priority = 40
	jetsam memory limit (active) = (unlimited)
	jetsam memory limit (inactive) = (unlimited)
	jetsamproperties category = daemon
	jetsam thread limit = 32
	cpumon = default
	resource limits = {
		maxfiles (soft) => 8192
	}

	run interval = 30 seconds

	properties = runatload | abandon process group | inferred program
}
`

t.test('a running job, whole', async t => {
  const state: JobState = {
    ...loaded,
    phase: { kind: 'running', pid: 4242 },
    runs: 3,
    startReason: 'demand',
    lastEnd: { kind: 'signalled', signal: 'SIGKILL' },
  }
  const text = print(state, {
    EnvironmentVariables: { PATH: '/opt/bin' },
    KeepAlive: { SuccessfulExit: false },
    StandardOutPath: '/tmp/out',
    StandardErrorPath: '/tmp/err',
    StartInterval: 30,
    RunAtLoad: true,
    Umask: 0o77,
    ProcessType: 'Interactive',
    AbandonProcessGroup: true,
    SoftResourceLimits: { NumberOfFiles: 8192 },
    ExitTimeOut: 20,
  })
  t.equal(text, whole)
})

t.test('the word for each phase, and whether there is a pid', async t => {
  const rows: readonly { phase: JobState['phase']; word: string; pid: boolean }[] = [
    { phase: { kind: 'idle', intervalDueAtMs: null }, word: 'not running', pid: false },
    { phase: { kind: 'scheduled', atMs: 1, reason: 'load' }, word: 'spawn scheduled', pid: false },
    { phase: { kind: 'starting' }, word: 'xpcproxy', pid: false },
    { phase: { kind: 'running', pid: 7 }, word: 'running', pid: true },
    { phase: { kind: 'stopping', pid: 7, killAtMs: 1, next: 'unload' }, word: 'SIGTERMed', pid: true },
    { phase: { kind: 'stopping', pid: 7, killAtMs: null, next: 'start' }, word: 'SIGKILLed', pid: true },
  ]
  for (const { phase, word, pid } of rows) {
    const text = print({ ...loaded, phase })
    t.match(text, `\n\tstate = ${word}\n`)
    t.equal(text.includes('\n\tpid = 7\n'), pid)
  }
})

t.test('a start that was put off stands before the last end', async t => {
  const text = print({ ...loaded, pended: 'load' })
  t.match(text, '\n\tpended nondemand spawn = speculative\n\tlast exit code = (never exited)\n')
})

t.test('an argument of several lines goes on in column 0', async t => {
  const text = print(loaded, { ProgramArguments: ['/bin/sh', '-c', 'a {\n  pid = 99\n}'] })
  t.match(text, '\n\t\ta {\n  pid = 99\n}\n\t}\n')
})

t.test('disabled labels in words, or in the booleans of old', async t => {
  const entries = [
    ['a', true],
    ['b', false],
  ] as const
  const shape = (yes: string, no: string) => `
	disabled services = {
		"a" => ${yes}
		"b" => ${no}
		"com.apple.Siri.agent" => ${yes}
	}

	login item associations = {
		"a" => ${yes}
		"b" => ${yes}
	}
`
  t.equal(printDisabled(entries, 'words'), shape('disabled', 'enabled'))
  t.equal(printDisabled(entries, 'booleans'), shape('true', 'false'))
})
