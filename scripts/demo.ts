// Shows what an editor notices of a gopls that hangs, and of one that dies: nothing. A daemon in a scratch home, a real
// gopls, an editor's session through the drop-in, and the time line of it. Asks nothing, takes seconds, leaves nothing.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { listIncidents } from '../src/supervisor/incidents/incident-list.js'
import { type EditingSession, openSession } from '../test/bench/editing-session.js'
import { findInstancePid } from '../test/bench/instance-pid.js'
import { writeSmallModule } from '../test/bench/workspace.js'
import { blockSession } from '../test/editors/block-session.js'

const [gopls = ''] = process.argv.slice(2)
if (gopls === '') process.exit(69)

const limitMs = 60_000
const beganMs = performance.now()
const home = mkdtempSync(join(tmpdir(), 'gopls-guardian-demo-'))
const root = join(home, 'module')
// What else runs on this computer is left alone.
writeFileSync(join(home, 'config.jsonc'), JSON.stringify({ observe: { enabled: false } }), { mode: 0o600 })
const environment = { GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: gopls }
const daemon = spawn(process.execPath, ['dist/cli/main.js', 'run', '--port', '0'], {
  env: { ...process.env, ...environment },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const clears: (() => unknown)[] = [clearHome, tellIncidents, endDaemon]
const limit = setTimeout(() => void fail('the demo took too long'), limitMs)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void fail('interrupted'))

try {
  await listening(daemon)
  const workspace = writeSmallModule(root)
  const dropIn = { name: 'drop-in', command: join(home, 'bin/gopls'), args: [], environment }
  tell('> an editor starts bin/gopls')
  const session = await openSession({ atEnd: clear => clears.push(clear) }, dropIn, workspace)
  await tellHover(session.hover())

  const pid = await findInstancePid(home, root)
  tell('> mkfifo pipe.go: gopls opens it, and this session is blocked for good')
  await blockSession(root, (method, params) => session.client.notify(method, params))
  await tellHover(session.hover())
  await tellPid(pid)

  const victim = await findInstancePid(home, root)
  tell(`> kill -KILL ${victim}, with a hover on its way`)
  await tellHover(killUnderHover(victim, session))
  await tellPid(victim)
  tell('> the editor is closed, then Ctrl-C')
} finally {
  await clear()
}
tell(existsSync(home) ? `LEFT BEHIND: ${home}` : 'nothing left behind')

/** Stopped first, so that the hover cannot be answered before its gopls is dead. */
function killUnderHover(pid: number, session: EditingSession): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  const hover = session.hover()
  process.kill(pid, 'SIGKILL')
  return hover
}

async function tellHover(hover: Promise<void>): Promise<void> {
  const askedMs = performance.now()
  await hover
  tell(`the editor has its hover, ${((performance.now() - askedMs) / 1000).toFixed(2)} s after it asked`)
}

async function tellPid(before: number): Promise<void> {
  const now = await findInstancePid(home, root)
  tell(now === before ? `the same gopls, pid ${now}: nobody was killed` : `another gopls, pid ${now}`)
}

function tell(line: string): void {
  process.stdout.write(`${((performance.now() - beganMs) / 1000).toFixed(2).padStart(6)} s  ${line}\n`)
}

/** Shows every line of the daemon, without its own time of day; resolves at the address that it listens on. */
function listening({ stdout }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    daemon.once('exit', code => reject(new Error(`the daemon ended with ${String(code)}`)))
    if (stdout)
      createInterface(stdout).on('line', line => {
        tell(line.replace(/^\d\d:\d\d:\d\d /, ''))
        if (line.startsWith('http:')) resolve()
      })
  })
}

/** SIGINT lets the daemon end the gopls that no editor uses before it goes. */
async function endDaemon(): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  daemon.kill('SIGINT')
  const [code] = (await once(daemon, 'exit')) as [number | null]
  if (code !== 0) process.exitCode = 1
}

/** What was recorded of it, the oldest first; it goes with the rest of the demo. */
async function tellIncidents(): Promise<void> {
  const folder = join(home, 'logs/incidents')
  for (const { id, line } of (await listIncidents(folder)).toReversed()) {
    tell(`likely cause: ${line}`)
    tell(`    the report was ${join(folder, id, 'report.md')}`)
  }
}

function clearHome(): void {
  rmSync(home, { recursive: true, force: true })
}

/** What was begun last ends first: the editor, the daemon, the folder. */
async function clear(): Promise<void> {
  clearTimeout(limit)
  for (const step of clears.splice(0).reverse()) await step()
}

async function fail(why: string): Promise<void> {
  process.stderr.write(`${why}\n`)
  await clear()
  process.exit(1)
}
