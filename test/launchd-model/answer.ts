/** What a launchctl prints and ends with. */
export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export function succeed(stdout = ''): Answer {
  return { exitCode: 0, stdout, stderr: '' }
}

export function fail(exitCode: number, stderr: string): Answer {
  return { exitCode, stdout: '', stderr: `${stderr}\n` }
}

/** `Bootstrap failed: 5: Input/output error`, with the line that real launchctl adds to 5. */
export function failVerb(verb: 'Bootstrap' | 'Boot-out', exitCode: number): Answer {
  const hint = verb === 'Bootstrap' && exitCode === 5 ? `\n${richer}` : ''
  return fail(exitCode, `${verb} failed: ${describeCode(exitCode)}${hint}`)
}

const richer = 'Try re-running the command as root for richer errors.'

export function describeCode(exitCode: number): string {
  return `${exitCode}: ${meanings[exitCode] ?? 'Unknown error'}`
}

/** As `launchctl error` words them. */
const meanings: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  3: 'No such process',
  5: 'Input/output error',
  36: 'Operation now in progress',
  37: 'Operation already in progress',
  112: 'Could not find specified domain',
  113: 'Could not find specified service',
  119: 'Service is disabled',
  122: 'Path had bad ownership/permissions',
  125: 'Domain does not support specified action',
  134: 'Service cannot load in requested session',
  155: 'Refusing to execute/trust quarantined program/file',
}
