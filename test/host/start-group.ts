import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'

export interface StartedGroup {
  readonly pid: number
  readonly exited: Promise<unknown>
}

/** Starts a shell script in a process group of its own; it must print a line when it is ready. */
export async function startGroup(t: Pick<Test, 'teardown'>, script: string): Promise<StartedGroup> {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const { pid } = child
  if (pid === undefined) throw new Error('the shell could not be started')
  t.teardown(async () => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // The test has ended the group already.
    }
    await exited
  })
  await once(child.stdout, 'data')
  return { pid, exited }
}
