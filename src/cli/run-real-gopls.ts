import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { buildDropIn, readDropInTemplate } from '../relay/drop-in.js'

export interface RealGoplsOptions {
  readonly stateFolder: string
  /** Why guardian does not do it itself, told on stderr; null where it is a matter of the real gopls anyway. */
  readonly trouble: string | null
}

/**
 * Runs the real gopls with our own stdin, stdout and stderr, hands it our signals, and ends as it ends: with its
 * exit code, or by its signal. The drop-in's script finds it, as it does without Node.
 */
export async function runRealGopls(
  args: readonly string[],
  { stateFolder, trouble }: RealGoplsOptions,
): Promise<number> {
  const facts = { stateFolder, home: null, entry: '', node: '', trouble: trouble ?? 'no relay here' }
  const script = buildDropIn(readDropInTemplate(), facts)
  const child = spawn('/bin/sh', ['-c', script, 'gopls', ...args], { stdio: 'inherit' })
  const forward = (signal: NodeJS.Signals) => void child.kill(signal)
  for (const signal of forwardedSignals) process.on(signal, forward)
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (...end) => resolve(end))
  })
  for (const each of forwardedSignals) process.off(each, forward)
  if (signal !== null) {
    process.kill(process.pid, signal)
    // Whoever else listens for it ends us some turns of the event loop later.
    await delay(signalLimitMs)
  }
  return exitCode ?? signalExitCode
}

/** SIGUSR1 is not among them: Node keeps it for its debugger. */
const forwardedSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const

const signalLimitMs = 1_000

/** Seen only where the signal that ended gopls does not end us too. */
const signalExitCode = 1
