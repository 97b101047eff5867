// Shows what guardian does when gopls dies: a daemon in a scratch home, a real gopls, SIGKILL and SIGSEGV, and the
// time line of how it comes back. Asks nothing, takes seconds, leaves nothing behind.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [gopls = ''] = process.argv.slice(2)
if (gopls === '') process.exit(69)

const limitMs = 30_000
const beganMs = performance.now()
const home = mkdtempSync(join(tmpdir(), 'gopls-guardian-demo-'))
const daemon = spawn(process.execPath, ['dist/cli/main.js', 'run', '--port', '0', '--gopls', gopls], {
  env: { ...process.env, GOPLS_GUARDIAN_HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const lines = tellLines(daemon)
const limit = setTimeout(() => fail('the demo took too long'), limitMs)
process.on('SIGINT', () => fail('interrupted'))

try {
  const url = (await lines.until(/^(http:\S+)$/))[1] ?? ''
  for (const [signal, generation] of [
    ['SIGKILL', 2],
    ['SIGSEGV', 3],
  ] as const) {
    const { pid } = await askInstance(url)
    tell(`> kill -${signal.slice(3)} ${pid}`)
    process.kill(pid, signal)
    await lines.until(new RegExp(`generation ${generation} answers`))
  }
  const { status, pid, generation, crashes } = await askInstance(url)
  tell(`> curl ${url}`)
  tell(`status ${status}, pid ${pid}, generation ${generation}, restarts after a crash: ${crashes}`)
  tell('> Ctrl-C')
  daemon.kill('SIGINT')
  await once(daemon, 'exit')
  tell(`daemon gone with exit code ${daemon.exitCode}; gopls ${isAlive(pid) ? 'STILL RUNS' : 'gone'}`)
  if (isAlive(pid) || daemon.exitCode !== 0) process.exitCode = 1
} finally {
  clearTimeout(limit)
  rmSync(home, { recursive: true, force: true })
}
tell(existsSync(home) ? `LEFT BEHIND: ${home}` : 'nothing left behind')

function tell(line: string): void {
  process.stdout.write(`${((performance.now() - beganMs) / 1000).toFixed(2).padStart(6)} s  ${line}\n`)
}

/** Shows every line of the daemon, without its own time of day, and lets one wait for a certain one. */
function tellLines({ stdout }: ChildProcess): { until(pattern: RegExp): Promise<RegExpExecArray> } {
  const seen: string[] = []
  const waiting = new Set<() => void>()
  if (stdout)
    createInterface(stdout).on('line', line => {
      const text = line.replace(/^\d\d:\d\d:\d\d /, '')
      tell(text)
      seen.push(text)
      for (const look of waiting) look()
    })
  return {
    until: pattern =>
      new Promise(resolve => {
        const look = (): void => {
          const match = seen.map(line => pattern.exec(line)).find(found => found !== null)
          if (!match) return
          waiting.delete(look)
          resolve(match)
        }
        waiting.add(look)
        look()
      }),
  }
}

interface Answer {
  readonly status: string
  readonly instances: readonly {
    readonly pid: number
    readonly generation: number
    readonly restarts: { readonly crash: number }
  }[]
}

async function askInstance(
  url: string,
): Promise<{ status: string; pid: number; generation: number; crashes: number }> {
  const { status, instances } = (await (await fetch(url)).json()) as Answer
  const [instance] = instances
  if (!instance) throw new Error('no gopls is shown')
  return {
    status,
    pid: instance.pid,
    generation: instance.generation,
    crashes: instance.restarts.crash,
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function fail(why: string): void {
  process.stderr.write(`${why}\n`)
  // SIGINT lets the daemon end its gopls before it goes.
  daemon.kill('SIGINT')
  daemon.once('exit', () => {
    rmSync(home, { recursive: true, force: true })
    process.exit(1)
  })
}
