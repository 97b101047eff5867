import { plain } from '../../src/cli/paint.js'
import type { Terminal } from '../../src/cli/terminal.js'

export interface RecordedTerminal extends Terminal {
  readonly printed: string[]
  readonly complaints: string[]
}

/** A terminal without colours that keeps what it is told; its reader is gone after `readerStays` prints. */
export function recordTerminal({ readerStays = Number.POSITIVE_INFINITY } = {}): RecordedTerminal {
  const reader = new AbortController()
  const printed: string[] = []
  const complaints: string[] = []
  const keep = (texts: string[], text: string) => {
    texts.push(text)
    if (printed.length + complaints.length >= readerStays) reader.abort()
  }
  return {
    print: text => keep(printed, text),
    complain: text => keep(complaints, text),
    clear: () => undefined,
    paint: plain,
    readerGone: reader.signal,
    printed,
    complaints,
  }
}
