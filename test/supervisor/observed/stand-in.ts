import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { openProcessTable } from '../../../src/host/open-process-table.js'
import { eventually } from '../../host/eventually.js'
import { cleanEnvironment } from '../clean-environment.js'

const scripts = {
  idle: 'setInterval(() => {}, 3_600_000)',
  spinning: 'setImmediate(() => { for (;;); })',
  // A child of its own, for the evidence.
  'with-child': "require('node:child_process').spawn('sleep', ['3600']); setInterval(() => {}, 3_600_000)",
  unwilling: "process.on('SIGTERM', () => {}); setInterval(() => {}, 3_600_000)",
} as const

export interface StandIn {
  readonly pid: number
  readonly exited: Promise<unknown>
}

/** A process that the process table calls `gopls serve`, in our own process group; gone when the test ends. */
export async function startStandIn(t: Test, does: keyof typeof scripts = 'idle'): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'))
  symlinkSync(process.execPath, join(folder, 'gopls'))
  // Node takes its argument for the file to run.
  writeFileSync(join(folder, 'serve'), `${scripts[does]}\nconsole.log('ready')\n`)
  const child = spawn(join(folder, 'gopls'), ['serve'], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
    rmSync(folder, { recursive: true, force: true })
  })
  await once(child.stdout, 'data')
  return { pid: pidOf(child), exited }
}

export interface StandInEditor {
  readonly pid: number
  readonly goplsPid: number
  /** Kills it so that nothing tells its gopls: somebody else still holds the pipe. */
  killed(): Promise<void>
}

/** An editor that has started a gopls over stdio. */
export async function startEditor(t: Test, goplsPath: string): Promise<StandInEditor> {
  // Node closes its own pipe to a child when that has ended, and gopls would end with it.
  const pipe = join(mkdtempSync(join(tmpdir(), 'editor-')), 'stdin')
  execFileSync('mkfifo', [pipe])
  const held = openSync(pipe, 'r+')
  const stdin = openSync(pipe, 'r')
  const script = 'exec 3<&0; "$1" serve <&3 & echo $!; wait'
  const child = spawn('/bin/sh', ['-c', script, 'sh', goplsPath], {
    env: cleanEnvironment(),
    stdio: [stdin, 'pipe', 'ignore'],
    // In the group of the first process of a container its gopls might be thought to be that one's.
    detached: true,
  })
  closeSync(stdin)
  const exited = once(child, 'exit')
  t.teardown(async () => {
    // The end of its input is the end of its gopls.
    closeSync(held)
    child.kill('SIGKILL')
    await exited
    rmSync(dirname(pipe), { recursive: true, force: true })
  })
  const { stdout } = child
  if (stdout === null) throw new Error('it has no stdout')
  const [line] = (await once(stdout, 'data')) as [Buffer]
  const goplsPid = Number(line.toString())
  const table = await openProcessTable(process.platform)
  // Until then it is still the shell.
  await eventually(
    async () => (await table.readProcess(goplsPid))?.command.startsWith(goplsPath) || undefined,
  )
  return {
    pid: pidOf(child),
    goplsPid,
    killed: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('it could not be started')
  return pid
}
