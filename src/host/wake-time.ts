import { runProgram } from './run-program.js'

/** When this computer last woke from sleep, in milliseconds since 1970; null where it has not, or does not tell. */
export async function readWakeTimeMs(platform: NodeJS.Platform): Promise<number | null> {
  if (platform !== 'darwin') return null
  const result = await runProgram('/usr/sbin/sysctl', ['-n', 'kern.waketime'], { timeoutMs: 5_000, env: {} })
  return result.ok ? parseWakeTimeMs(result.stdout) : null
}

/** `{ sec = 1594336081, usec = 345781 } Thu Jul  9 16:08:01 2020`, all zero before the first sleep. */
export function parseWakeTimeMs(text: string): number | null {
  const seconds = Number(/\bsec = (\d+)/.exec(text)?.[1] ?? 0)
  return seconds === 0 ? null : seconds * 1000
}
