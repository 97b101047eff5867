import { coloured, type Paint, plain } from './paint.js'

/** Where a command talks to a person or to a pipe: answers on stdout, trouble on stderr. */
export interface Terminal {
  print(text: string): void
  complain(text: string): void
  /** Empties the screen; does nothing where stdout is no terminal. */
  clear(): void
  readonly paint: Paint
  /** Aborted once nobody reads stdout any more (`gopls-guardian status --watch | head`). */
  readonly readerGone: AbortSignal
}

/** What a terminal needs of `process`. */
export interface TerminalStreams {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
  readonly env: Readonly<Record<string, string | undefined>>
}

const eraseScreenAndGoHome = '\u001b[2J\u001b[H'

export function openTerminal({ stdout, stderr, env }: TerminalStreams): Terminal {
  const readerGone = new AbortController()
  // A reader that left, a full disk: nothing more can be told there, and that must not end a daemon.
  for (const stream of [stdout, stderr]) stream.on('error', () => readerGone.abort())
  return {
    print: text => void stdout.write(`${text}\n`),
    complain: text => void stderr.write(`gopls-guardian: ${text}\n`),
    clear: () => {
      if (stdout.isTTY) stdout.write(eraseScreenAndGoHome)
    },
    paint: stdout.isTTY && !env['NO_COLOR'] ? coloured : plain,
    readerGone: readerGone.signal,
  }
}
