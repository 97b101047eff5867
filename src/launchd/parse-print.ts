/** What `launchctl print` says of one job, as far as we use it; null where it says nothing. */
export interface PrintedJob {
  /** running, not running, spawn scheduled, xpcproxy (about to run), SIGTERMed and SIGKILLed (about to end) */
  readonly state: string | null
  readonly jobState: string | null
  readonly pid: number | null
  /** How the run before this one ended, or, of a job that does not run, the last one. */
  readonly lastExit: LastExit | null
  /** Starts since it was loaded. */
  readonly runs: number | null
  readonly path: string | null
  readonly program: string | null
  readonly arguments: readonly string[]
  /** Why launchd holds back a start that nobody demanded. */
  readonly pendedSpawn: string | null
  readonly spawnType: string | null
  readonly runIntervalSeconds: number | null
}

export type LastExit =
  | { readonly kind: 'never' }
  | { readonly kind: 'code'; readonly code: number; readonly name: string | null }
  | { readonly kind: 'signal'; readonly name: string; readonly number: number }
  /** Ended by the system: OS_REASON_CODESIGNING, OS_REASON_DYLD, OS_REASON_TCC and others. */
  | { readonly kind: 'reason'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly text: string }

/**
 * Reads `launchctl print DOMAIN/LABEL`; undefined where the text holds no job.
 *
 * Apple calls this output "not API". The lines of the job itself have exactly one leading tab; nested blocks repeat
 * their names deeper. Values are printed raw, so that an argument with line feeds can look like any line: what launchd
 * prints before the arguments is read before them, and the rest behind `domain`, which comes after all such values.
 */
export function parsePrint(text: string): PrintedJob | undefined {
  const lines = findBlock(text.split('\n'))
  if (lines === undefined) return undefined
  const { before, inside, behind } = splitAtArguments(lines)
  const head = readFields(before)
  const tail = readFields(behind.slice(Math.max(0, behind.findLastIndex(isDomain))))
  return {
    state: head.get('state') ?? null,
    jobState: tail.get('job state') ?? null,
    pid: readCount(tail.get('pid')),
    lastExit: readLastExit(tail),
    runs: readCount(tail.get('runs')),
    path: head.get('path') ?? null,
    program: head.get('program') ?? null,
    arguments: joinArguments(inside),
    pendedSpawn: tail.get('pended nondemand spawn') ?? null,
    spawnType: tail.get('spawn type') ?? null,
    runIntervalSeconds: readCount(tail.get('run interval')?.replace(/ seconds$/, '')),
  }
}

/** From `gui/501/LABEL = {` (up to macOS 10.14 the bare label) to the last brace in column 0: an argument may hold one. */
function findBlock(lines: readonly string[]): readonly string[] | undefined {
  const start = lines.findIndex(line => /^\S.* = \{$/.test(line))
  if (start === -1) return undefined
  const end = lines.lastIndexOf('}')
  return lines.slice(start + 1, end > start ? end : undefined)
}

/** A job that launchd was given by a program may have no arguments at all. */
function splitAtArguments(lines: readonly string[]) {
  const start = lines.indexOf('\targuments = {')
  if (start === -1) return { before: lines, inside: [], behind: lines }
  const end = lines.indexOf('\t}', start)
  return {
    before: lines.slice(0, start),
    inside: lines.slice(start + 1, end === -1 ? undefined : end),
    behind: end === -1 ? [] : lines.slice(end + 1),
  }
}

function isDomain(line: string): boolean {
  return line.startsWith('\tdomain = ')
}

function readFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = lines.flatMap(line => {
    const [, name, value] = /^\t(\S[^=]*?) = (.*)$/s.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  // The first of a name counts, and Map keeps the last.
  return new Map(fields.toReversed())
}

function readCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** launchd prints exactly one of the three lines. */
function readLastExit(fields: ReadonlyMap<string, string>): LastExit | null {
  const reason = fields.get('last exit reason')
  if (reason !== undefined) return { kind: 'reason', reason }
  const signal = fields.get('last terminating signal')
  if (signal !== undefined) return readSignal(signal)
  const code = fields.get('last exit code')
  return code === undefined ? null : readExitCode(code)
}

/** `Killed: 9` */
function readSignal(text: string): LastExit {
  const [, name, number] = /^(.+): (\d{1,3})$/.exec(text) ?? []
  return name === undefined ? { kind: 'unknown', text } : { kind: 'signal', name, number: Number(number) }
}

/** `1`; `78: EX_CONFIG`, with its name from 64 to 78; or words in brackets. */
function readExitCode(text: string): LastExit {
  if (text === '(never exited)') return { kind: 'never' }
  const [, code, name] = /^(-?\d{1,10})(?:: (.+))?$/.exec(text) ?? []
  return code === undefined
    ? { kind: 'unknown', text }
    : { kind: 'code', code: Number(code), name: name ?? null }
}

/** An argument begins behind two tabs; a line without them goes on with the one before. */
function joinArguments(lines: readonly string[]): readonly string[] {
  return lines
    .map(line => `\n${line}`)
    .join('')
    .split('\n\t\t')
    .slice(1)
}
