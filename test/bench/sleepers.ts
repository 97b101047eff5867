import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Stage } from './figure.js'

/** Starts as many small processes, and ends them with the bench. Resolves when all of them are there. */
export async function startSleepers(stage: Stage, count: number): Promise<void> {
  const script = `i=0; while [ $i -lt ${count} ]; do sleep 600 & i=$((i + 1)); done; echo ready; wait`
  const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(shell, 'exit')
  stage.atEnd(async () => {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL')
    await exited
  })
  await once(shell.stdout, 'data')
}
