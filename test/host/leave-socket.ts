import { spawnSync } from 'node:child_process'

/** Leaves a socket behind on which nobody listens, as a process does that is killed. */
export function leaveSocket(file: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`
  const { signal } = spawnSync(process.execPath, ['-e', script], { env: { PATH: process.env['PATH'] } })
  if (signal !== 'SIGKILL') throw new Error(`no socket was left at ${file}`)
}
