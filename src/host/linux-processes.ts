import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ProcessState } from '../core/evidence.js'
import { msPerTick } from './process-age.js'
import type { ProcessRow, ProcessTable } from './process-table.js'
import { errorCode } from './system-error.js'

/** The processes of Linux, read from /proc: synchronous reads of memory, which no disk can delay. */
export function openLinuxProcesses(folder = '/proc'): ProcessTable {
  const bootId = readStart(`${folder}/sys/kernel/random/boot_id`)?.trim()
  if (!bootId) throw new Error(`${folder}/sys/kernel/random/boot_id cannot be read; is /proc mounted?`)
  return {
    bootId,
    readGroups: groupIds => new Promise(resolve => resolve(readGroups(folder, new Set(groupIds)))),
    readEvery: () => new Promise(resolve => resolve(readEvery(folder, process.getuid?.()))),
    readNamed: part => readNamed(folder, part, process.getuid?.()),
    readProcess: pid => new Promise(resolve => resolve(readProcess(folder, pid))),
  }
}

function readGroups(folder: string, groupIds: ReadonlySet<number>): readonly ProcessRow[] {
  if (groupIds.size === 0) return []
  return listPids(folder).flatMap(pid => {
    const stat = readStat(folder, pid)
    if (stat === undefined || !groupIds.has(stat.groupId)) return []
    return completeRow(folder, stat) ?? []
  })
}

function listPids(folder: string): readonly string[] {
  return readdirSync(folder).filter(name => name >= '1' && name < ':')
}

function readEvery(folder: string, userId: number | undefined): readonly ProcessRow[] {
  return listPids(folder).flatMap(pid => readOwn(folder, pid, userId) ?? [])
}

function readOwn(folder: string, pid: string, userId: number | undefined): ProcessRow | undefined {
  const status = readStart(`${folder}/${pid}/status`)
  if (status === undefined || parseStatus(status).userId !== userId) return undefined
  const stat = readStat(folder, pid)
  return stat && completeRow(folder, stat)
}

/**
 * Reads no more of most processes than their name: that is cheap, and never waits for the memory of a process that is
 * itself stuck, as a command line does.
 */
async function readNamed(
  folder: string,
  part: string,
  userId: number | undefined,
): Promise<readonly ProcessRow[]> {
  const found = new Map<number, ProcessRow>()
  for (const [index, pid] of listPids(folder).entries()) {
    if (index % pidsPerTurn === pidsPerTurn - 1) await nextTurn()
    if (readStart(`${folder}/${pid}/comm`)?.includes(part)) addLineage(folder, Number(pid), userId, found)
  }
  return [...found.values()]
}

/** Takes some 2 ms, during which nothing else of ours can run. */
const pidsPerTurn = 256

/**
 * Adds a process, its parent, and so on, for as long as they are this user's; the first process also where it is not,
 * since what that is says whether it takes orphans in.
 */
function addLineage(
  folder: string,
  pid: number,
  userId: number | undefined,
  found: Map<number, ProcessRow>,
): void {
  if (found.has(pid)) return
  const row = pid === 1 ? readProcess(folder, pid) : readOwn(folder, String(pid), userId)
  if (row === undefined) return
  found.set(pid, row)
  addLineage(folder, row.parentPid, userId, found)
}

function readProcess(folder: string, pid: number): ProcessRow | undefined {
  const stat = readStat(folder, String(pid))
  return stat && completeRow(folder, stat)
}

function readStat(folder: string, pid: string): ProcessStat | undefined {
  const text = readStart(`${folder}/${pid}/stat`)
  return text === undefined ? undefined : parseStat(text)
}

function completeRow(folder: string, stat: ProcessStat): ProcessRow | undefined {
  const statusText = readStart(`${folder}/${stat.pid}/status`)
  const command = readStart(`${folder}/${stat.pid}/cmdline`)
  if (statusText === undefined || command === undefined) return undefined
  const status = parseStatus(statusText)
  // /proc answers for the id of a mere thread too, although it does not list it.
  if (status.processId !== stat.pid) return undefined
  return {
    ...stat,
    residentBytes: status.residentBytes,
    traced: status.traced,
    command: command.replaceAll('\0', ' ').trimEnd(),
  }
}

type ProcessStat = Omit<ProcessRow, 'residentBytes' | 'traced' | 'command'>

/** Reads `/proc/PID/stat` (proc_pid_stat(5)), or undefined when the text is no such line. */
export function parseStat(text: string): ProcessStat | undefined {
  // The name stands in parentheses and may itself hold blanks and parentheses: only the last one ends it.
  const nameEnd = text.lastIndexOf(')')
  const fields = text.slice(nameEnd + 2).split(' ')
  // The manual counts from 1 and the state, right after the name, is its field 3.
  const field = (number: number) => fields[number - 3] ?? ''
  const start = field(22)
  if (nameEnd < 0 || start === '') return undefined
  return {
    pid: Number.parseInt(text, 10),
    parentPid: Number(field(4)),
    groupId: Number(field(5)),
    state: states[field(3)] ?? 'other',
    start,
    cpuMs: (Number(field(14)) + Number(field(15))) * msPerTick,
  }
}

const states: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  I: 'sleeping',
  D: 'uninterruptible',
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  // Dead: seen for a moment while the kernel takes the process away.
  X: 'zombie',
}

/** Reads what is needed of `/proc/PID/status` (proc_pid_status(5)). A zombie has no memory lines. */
export function parseStatus(text: string): {
  readonly processId: number
  /** The real one. */
  readonly userId: number
  readonly traced: boolean
  readonly residentBytes: number
} {
  return {
    processId: numberAfter(text, 'Tgid:'),
    userId: numberAfter(text, 'Uid:'),
    traced: numberAfter(text, 'TracerPid:') !== 0,
    residentBytes: numberAfter(text, 'VmRSS:') * 1024,
  }
}

function numberAfter(text: string, key: string): number {
  const at = text.indexOf(`\n${key}`)
  return at < 0 ? 0 : Number.parseInt(text.slice(at + 1 + key.length), 10)
}

/** The cap of what is read of one file, which matters for overlong command lines. Shared: reads are synchronous. */
const buffer = Buffer.allocUnsafeSlow(16 * 1024)

/** The beginning of a file of /proc, or undefined when the process is gone or hidden from us. */
function readStart(file: string): string | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0))
  } catch (error) {
    // Anything else (say EMFILE) is our own trouble: it must never read as "no such process".
    if (!absent.has(errorCode(error))) throw error
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const absent: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])
