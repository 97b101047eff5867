/**
 * As much is read of what a generation wrote. The words of a crash stand before the stacks of all goroutines, which
 * may be longer than the end that is read.
 */
export const readableStderr = { headBytes: 256 * 1024, tailBytes: 1024 * 1024 } as const
const keptCharacters = 256 * 1024
const before = 4 * 1024

/** What is kept of stderr: a crash from its beginning, else the end. */
export function cutStderr(text: string): string {
  const crash = text.search(/^(?:panic|fatal error|SIG[A-Z]+): /m)
  const begin = crash === -1 ? text.length - keptCharacters : crash - before
  return text.slice(Math.max(0, begin)).slice(0, keptCharacters)
}
