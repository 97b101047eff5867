import { request } from 'node:http'

/** Whether the daemon answers on this socket that it is alive. Never rejects. */
export function askLivez(socketPath: string, timeoutMs: number): Promise<boolean> {
  return new Promise(resolve => {
    request({ socketPath, path: '/livez', agent: false, signal: AbortSignal.timeout(timeoutMs) }, answer => {
      resolve(answer.statusCode === 200)
      answer.destroy()
    })
      .on('error', () => resolve(false))
      .end()
  })
}
