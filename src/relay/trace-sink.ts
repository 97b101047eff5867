import { openSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TraceSink } from './trace-writer.js'

/** Where `-logfile` leads: null is stderr, and `auto` a file that is named as gopls names it. */
export function openTraceSink(logfile: string | null): TraceSink {
  if (logfile === null) return text => void process.stderr.write(text)
  try {
    // Anew with each start, as gopls does it.
    const fd = openSync(logfile === 'auto' ? autoFile() : logfile, 'w', 0o600)
    return text => append(fd, text)
  } catch (error) {
    process.stderr.write(`gopls-guardian: no trace is written: ${String(error)}\n`)
    return () => undefined
  }
}

function autoFile(): string {
  return join(tmpdir(), `gopls-${process.pid}.log`)
}

/** There and then: the process ends without waiting for any file. A full disk must not end the session. */
function append(fd: number, text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // The trace has a gap.
  }
}
