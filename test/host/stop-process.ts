import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { eventually } from './eventually.js'

const run = promisify(execFile)
const everyThread = process.platform === 'linux' ? '-L' : '-M'

/** Stops a child for good: a signal returns before every thread has come to a halt, and one of them may still answer. */
export async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  await eventually(async () => {
    const { stdout } = await run('ps', [everyThread, '-o', 'stat=', '-p', `${pid}`])
    const states = stdout.trim().split('\n')
    return states.every(state => state.startsWith('T')) ? true : undefined
  })
}
