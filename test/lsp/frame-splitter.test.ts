import fc from 'fast-check'
import t from 'tap'
import { encodeFrame, encodeFrameHeader, frameErrors, maxBodyBytes } from '../../src/lsp/frame-header.js'
import { FrameSplitter, type SplitFrames } from '../../src/lsp/frame-splitter.js'

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 100 }).map(text => Buffer.from(text)),
)

/** Headers as they may be written: other headers around, other case, other space. */
const anyFrame = fc
  .tuple(
    anyBody,
    fc.constantFrom('Content-Length', 'content-length', 'CONTENT-LENGTH'),
    fc.constantFrom('', ' ', '\t  '),
    fc.constantFrom('', 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n', 'X-Empty:\r\n'),
    fc.constantFrom('', 'Content-Type: a:b\r\n'),
  )
  .map(([body, name, space, before, after]) => ({
    body,
    bytes: Buffer.concat([
      Buffer.from(`${before}${name}:${space}${body.length}${space}\r\n${after}\r\n`, 'latin1'),
      body,
    ]),
  }))

t.test('frames come out byte for byte, wherever the stream is cut', async () => {
  fc.assert(
    fc.property(
      fc.array(anyFrame, { maxLength: 8 }),
      fc.array(fc.nat(2_000), { maxLength: 12 }),
      (sent, cuts) => {
        const stream = Buffer.concat(sent.map(({ bytes }) => bytes))
        const { frames, error } = feedInChunks(stream, cuts)
        return (
          error === undefined &&
          frames.length === sent.length &&
          frames.every(({ body }, index) => sent[index]?.body.equals(body)) &&
          Buffer.concat(frames.map(({ bytes }) => bytes)).equals(stream)
        )
      },
    ),
  )
})

t.test('a stream cut at every byte gives the same frames', async t => {
  const bodies = ['{"text":"héllo 🚀"}', '', '{}'].map(text => Buffer.from(text))
  const stream = Buffer.concat(bodies.map(encodeFrame))
  const { frames } = feedInChunks(
    stream,
    Array.from(stream, (_, index) => index),
  )
  t.same(
    frames.map(({ body }) => body.toString()),
    bodies.map(String),
  )
})

t.test('an incomplete frame is not yet one', async t => {
  const splitter = new FrameSplitter()
  t.same(splitter.feed(Buffer.from('Content-Len')), { frames: [], error: undefined })
  t.same(splitter.feed(Buffer.from('gth: 2\r\n\r\n{')), { frames: [], error: undefined })
  t.equal(splitter.feed(Buffer.from('}')).frames[0]?.body.toString(), '{}')
})

const unreadable = {
  'bad-header': [
    'hello\r\n\r\n',
    '{"jsonrpc":"2.0"}\n',
    'Content-Length: 2\n\n{}',
    ': 2\r\n\r\n',
    'a b: 2\r\n\r\n',
  ],
  'missing-length': ['\r\n', 'Content-Type: x\r\n\r\n'],
  'bad-length': ['-1', '+1', '', '1.0', '0x2', '1 2', 'two', '١'].map(
    length => `Content-Length: ${length}\r\n\r\n`,
  ),
  'duplicate-length': ['Content-Length: 2\r\ncontent-length: 2\r\n\r\n{}'],
  'body-too-long': [
    `Content-Length: ${maxBodyBytes + 1}\r\n\r\n`,
    `Content-Length: ${'9'.repeat(400)}\r\n\r\n`,
  ],
  'header-too-long': [`X: ${'x'.repeat(8 * 1024)}`, `${'X: x\r\n'.repeat(1366)}Content-Length: 2\r\n\r\n{}`],
} as const

t.same(Object.keys(unreadable).sort(), Object.keys(frameErrors).sort(), 'every error has its examples')

for (const [error, examples] of Object.entries(unreadable))
  for (const example of examples)
    t.test(`${error}: ${JSON.stringify(example.slice(0, 60))}`, async t => {
      const good = encodeFrame(Buffer.from('{}'))
      const stream = Buffer.concat([good, Buffer.from(example)])
      t.match(feedInChunks(stream, []), { frames: { length: 1 }, error }, 'what came before is still good')
      const everywhere = Array.from(stream, (_, index) => index)
      t.match(feedInChunks(stream, everywhere), { frames: { length: 1 }, error }, 'cut at every byte')
    })

t.test('after an error nothing more is read', async t => {
  const splitter = new FrameSplitter()
  splitter.feed(Buffer.from('garbage\r\n'))
  t.same(splitter.feed(encodeFrame(Buffer.from('{}'))), { frames: [], error: 'bad-header' })
})

t.test('the longest body allowed is announced without being held in memory yet', async t => {
  const before = process.memoryUsage().rss
  t.same(new FrameSplitter().feed(encodeFrameHeader(maxBodyBytes)), { frames: [], error: undefined })
  t.ok(process.memoryUsage().rss - before < maxBodyBytes / 2)
})

t.test('who hands in a lower limit is held to it', async t => {
  t.equal(new FrameSplitter(100).feed(encodeFrameHeader(100)).error, undefined)
  t.equal(new FrameSplitter(100).feed(encodeFrameHeader(101)).error, 'body-too-long')
})

t.test('64 MiB in chunks of 64 KiB are copied once, not once for each chunk', async t => {
  const body = Buffer.alloc(64 * 1024 * 1024, 'x')
  const stream = encodeFrame(body)
  const before = process.cpuUsage()
  const { frames } = feedInChunks(
    stream,
    Array.from({ length: 1024 }, (_, index) => index * 64 * 1024),
  )
  const { user, system } = process.cpuUsage(before)
  const cpuMs = (user + system) / 1_000
  t.ok(frames[0]?.bytes.equals(stream))
  // Copied again for each chunk it would be 32 GiB, which no processor moves in that time.
  t.ok(cpuMs < 1_500, `${Math.round(cpuMs)} ms of CPU`)
})

function feedInChunks(stream: Buffer, cuts: readonly number[]): SplitFrames {
  const splitter = new FrameSplitter()
  const edges = [0, ...[...cuts].filter(cut => cut < stream.length).sort((a, b) => a - b), stream.length]
  const fed = edges.map((edge, index) => splitter.feed(stream.subarray(edges[index - 1] ?? 0, edge)))
  return { frames: fed.flatMap(({ frames }) => frames), error: fed.at(-1)?.error }
}
