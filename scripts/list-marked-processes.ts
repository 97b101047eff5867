// Lists the living processes whose environment bears the mark given as argument, one a line: pid and command.
// Linux only: elsewhere the environment of a process cannot be read, and nothing is listed.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const mark = process.argv[2] ?? ''

for (const pid of existsSync('/proc/self/environ') ? readdirSync('/proc').filter(isNumber) : []) {
  if (Number(pid) === process.pid || Number(pid) === process.ppid) continue
  if (!readProc(pid, 'environ').split('\0').includes(mark)) continue
  if (readProc(pid, 'stat').includes(') Z ')) continue
  process.stdout.write(`${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ')}\n`)
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}

/** Empty for a process that is gone or another user's. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
