/** What is no message of LSP, in every way that a frame can be wrong. */
export const brokenFrames: readonly (readonly [name: string, what: string, bytes: string])[] = [
  ['no-length', 'a header without Content-Length', 'X-Other: 1\r\n\r\n{}'],
  ['bad-length', 'a length that is no number', 'Content-Length: many\r\n\r\n{}'],
  ['negative-length', 'a negative length', 'Content-Length: -5\r\n\r\n{}'],
  ['huge-length', 'a length of a terabyte', 'Content-Length: 1099511627776\r\n\r\n{}'],
  ['no-header-end', '200 KB of a header without an end', 'X'.repeat(200_000)],
  ['not-json', 'a body that is not JSON', 'Content-Length: 5\r\n\r\n{nope'],
  ['not-object', 'a body that is an array', 'Content-Length: 2\r\n\r\n[]'],
  ['short-length', 'a length that cuts a message in two', frame('{"jsonrpc":"2.0","id":7,"method":"x"}', 10)],
  ['cut', 'a message that ends in the middle', 'Content-Length: 500\r\n\r\n{"jsonrpc"'],
]

export function frame(body: string, length = Buffer.byteLength(body)): string {
  return `Content-Length: ${length}\r\n\r\n${body}`
}
