import { constants } from 'node:os'

/** How a process of a job ended. */
export type JobEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }

/** sysexits.h: what launchd reports for a job that it could not even start. */
export const spawnFailed: JobEnd = { kind: 'exited', code: 78 }

export function isSuccess(end: JobEnd): boolean {
  return end.kind === 'exited' && end.code === 0
}

export function isCrash(end: JobEnd): boolean {
  return end.kind === 'signalled' && crashSignals.has(end.signal)
}

const crashSignals: ReadonlySet<string> = new Set([
  'SIGILL',
  'SIGABRT',
  'SIGFPE',
  'SIGBUS',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
])

/** The one line of `launchctl print` that tells of the last end. */
export function printEnd(end: JobEnd | null): string {
  if (end === null) return 'last exit code = (never exited)'
  if (end.kind === 'signalled') return `last terminating signal = ${describeSignal(end.signal)}`
  const name = sysexits[end.code - 64]
  return `last exit code = ${name === undefined ? end.code : `${end.code}: ${name}`}`
}

/** What wait(2) gives, as `launchctl list` shows it. */
export function rawWaitStatus(end: JobEnd | null): number {
  if (end === null) return 0
  return end.kind === 'exited' ? end.code * 256 : signalNumber(end.signal)
}

/** strsignal(3) of macOS, for the signals that end a job in practice; the numbers are those of this system. */
function describeSignal(signal: NodeJS.Signals): string {
  return `${signalWords[signal] ?? signal}: ${signalNumber(signal)}`
}

function signalNumber(signal: NodeJS.Signals): number {
  return constants.signals[signal]
}

const signalWords: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'Abort trap',
  SIGHUP: 'Hangup',
  SIGILL: 'Illegal instruction',
  SIGINT: 'Interrupt',
  SIGKILL: 'Killed',
  SIGSEGV: 'Segmentation fault',
  SIGTERM: 'Terminated',
}

/** From 64. */
const sysexits = [
  'EX_USAGE',
  'EX_DATAERR',
  'EX_NOINPUT',
  'EX_NOUSER',
  'EX_NOHOST',
  'EX_UNAVAILABLE',
  'EX_SOFTWARE',
  'EX_OSERR',
  'EX_OSFILE',
  'EX_CANTCREAT',
  'EX_IOERR',
  'EX_TEMPFAIL',
  'EX_PROTOCOL',
  'EX_NOPERM',
  'EX_CONFIG',
]
