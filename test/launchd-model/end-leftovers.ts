import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * Kills whatever jobs of this model have started and left behind, in any process group: a shutdown spares
 * nobody. They are told by their environment, which only Linux shows; elsewhere nothing is done.
 */
export function endLeftovers(socketFile: string): void {
  if (!existsSync('/proc/self/environ')) return
  for (const pid of readdirSync('/proc').filter(isNumber).map(Number)) {
    if (pid === process.pid || !isOffspring(pid, socketFile)) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has just ended.
    }
  }
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}

/** Clients of the model know its socket too; but only a job, and its children, have the name of a service. */
function isOffspring(pid: number, socketFile: string): boolean {
  const variables = readEnvironment(pid)
  return (
    variables.includes(`LAUNCHD_MODEL_SOCKET=${socketFile}`) &&
    variables.some(variable => variable.startsWith('XPC_SERVICE_NAME='))
  )
}

/** Empty for a process that is gone or another user's. */
function readEnvironment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}
