import type { ProcessState } from '../core/evidence.js'
import { openMacosFootprints } from './macos-footprint.js'
import type { ProcessRow, ProcessTable } from './process-table.js'
import { type ProgramResult, runProgram } from './run-program.js'

export type PsSelection = { readonly groupIds: readonly number[] } | { readonly pid: number }

/** The processes of macOS, read by one call of /bin/ps. Rejects when ps itself fails. */
export async function openMacosProcesses(): Promise<ProcessTable> {
  const footprints = openMacosFootprints()
  return {
    bootId: parseBootId((await run('/usr/sbin/sysctl', bootKeys)).stdout),
    readGroups: async groupIds => {
      const rows = groupIds.length === 0 ? [] : await runPs({ groupIds })
      return footprints.apply(rows, listLeaders(rows))
    },
    readEvery: async () => readEveryResult(await run('/bin/ps', everyArgs)),
    readNamed: async part => selectNamed(readEveryResult(await run('/bin/ps', everyArgs)), part),
    readProcess: async pid => (await runPs({ pid }))[0],
  }
}

function listLeaders(rows: readonly ProcessRow[]): readonly number[] {
  return rows.filter(({ pid, groupId }) => pid === groupId).map(({ pid }) => pid)
}

async function runPs(selection: PsSelection): Promise<readonly ProcessRow[]> {
  return readPsResult(await run('/bin/ps', buildPsArgs(selection)))
}

/** The words and order of `lstart` follow the locale, its hour the time zone. */
function run(file: string, args: readonly string[]): Promise<ProgramResult> {
  return runProgram(file, args, { timeoutMs: 5_000, env: { LC_ALL: 'C', TZ: 'UTC' } })
}

const columns = 'pid=,ppid=,pgid=,state=,lstart=,time=,rss=,command='

/** `-g` takes process groups on macOS (in its default UNIX 03 mode), not sessions as on Linux; it implies `-x`. */
export function buildPsArgs(selection: PsSelection): readonly string[] {
  const select = 'pid' in selection ? ['-p', String(selection.pid)] : ['-g', selection.groupIds.join(',')]
  return ['-ww', '-o', columns, ...select]
}

/** The rows of a finished ps. It exits with 1, silently, when nothing matched. */
export function readPsResult(result: ProgramResult): readonly ProcessRow[] {
  if (result.ok) return parsePsOutput(result.stdout)
  if (result.exitCode === 1 && result.stdout === '' && result.stderr === '') return []
  throw new Error(`ps failed: ${result.message}`)
}

/** `-x` alone: all of this user's, with a terminal or without. */
const everyArgs = ['-xww', '-o', columns]

/** The rows of a finished `ps` of all processes, whatever these others print: an argument may have line feeds in it. */
export function readEveryResult(result: ProgramResult): readonly ProcessRow[] {
  if (!result.ok) throw new Error(`ps failed: ${result.message}`)
  const rows: ProcessRow[] = []
  for (const line of result.stdout.split('\n')) {
    const row = readLine(line)
    const last = rows.at(-1)
    if (row) rows.push(row)
    else if (last) rows.splice(-1, 1, { ...last, command: `${last.command}\n${line}`.trimEnd() })
  }
  return rows
}

/** The rows with `part` in their command line, and their ancestors. */
export function selectNamed(rows: readonly ProcessRow[], part: string): readonly ProcessRow[] {
  const byPid = new Map(rows.map(row => [row.pid, row]))
  const selected = new Set<ProcessRow>()
  for (const named of rows.filter(({ command }) => command.includes(part)))
    for (let row: ProcessRow | undefined = named; row && !selected.has(row); row = byPid.get(row.parentPid))
      selected.add(row)
  return [...selected]
}

/** Reads every line; throws on one that has not our columns, since a skipped row would look like a death. */
export function parsePsOutput(text: string): readonly ProcessRow[] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(parseLine)
}

const lineShape = new RegExp(
  [
    /^\s*(?<pid>\d+)\s+(?<parentPid>\d+)\s+(?<groupId>\d+)/,
    // Blank when the process went away while ps looked at it.
    /\s+(?<state>\S+)??/,
    /\s*(?<start>[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} +\d\d:\d\d:\d\d +\d{4})/,
    /\s+(?<time>[\d:.-]+)\s+(?<residentKib>\d+)(?:\s+(?<command>.*))?$/,
  ]
    .map(part => part.source)
    .join(''),
)

function parseLine(line: string): ProcessRow {
  const row = readLine(line)
  if (!row) throw new Error(`ps printed a line of an unknown shape: ${line.slice(0, 200)}`)
  return row
}

function readLine(line: string): ProcessRow | undefined {
  const groups = lineShape.exec(line)?.groups
  if (!groups) return undefined
  const { pid, parentPid, groupId, state = '', start = '', time = '', residentKib, command = '' } = groups
  const traced = state.includes('X')
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    state: traced && state.startsWith('T') ? 'traced' : (states[state.charAt(0)] ?? 'other'),
    start: start.replace(/ +/g, ' '),
    cpuMs: parseCpuTimeMs(time),
    residentBytes: Number(residentKib) * 1024,
    traced,
    command: command.trimEnd(),
  }
}

/** The first letter; modifiers follow (ps(1): `s` session leader, `+` foreground, `N` nice, `E` exiting, `X` traced). */
const states: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  I: 'sleeping',
  U: 'uninterruptible',
  T: 'stopped',
  Z: 'zombie',
}

/** `0:00.05`, `123:45.67`, `1:02:03.45` or `1-02:03:04`: [days-][hours:]minutes:seconds. */
function parseCpuTimeMs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse()
  const seconds = clock.split(':').reduce((total, part) => total * 60 + Number(part), 0)
  return Math.round((Number(days) * 86_400 + seconds) * 1000)
}

const bootKeys = ['kern.bootsessionuuid', 'kern.boottime']

/**
 * What tells one boot from another, from `sysctl KEY…` with its key names, since unknown keys are left out.
 * The boot time is only the second choice: it moves whenever somebody sets the clock.
 */
export function parseBootId(text: string): string {
  const id =
    /^kern\.bootsessionuuid: *(\S+)/m.exec(text)?.[1] ?? /^kern\.boottime:.*\bsec = (\d+)/m.exec(text)?.[1]
  if (id === undefined) throw new Error('sysctl tells neither kern.bootsessionuuid nor kern.boottime')
  return id
}
