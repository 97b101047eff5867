import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { type MessageSummary, replaceId, type Span } from '../../src/lsp/message.js'
import { peekMessage } from '../../src/lsp/peek-message.js'
import { anySpelling } from './loose-json.js'

const anyId = fc.oneof(fc.integer(), fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('…,"id":7}'))
const anyMethod = fc.oneof(
  fc.constantFrom('textDocument/hover', '$/progress', 'a"b\\c'),
  fc.string({ unit: 'binary' }),
)
/** What might be taken for the message's own members. */
const decoy = fc.constantFrom(
  { id: 7, method: 'decoy', error: { code: 1 } },
  '"id":7}',
  '\\',
  '\\"',
  '{"method":"decoy","id":7}',
  [{ id: 7 }],
)
const anyPayload = fc.oneof(
  fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }),
  fc.array(decoy),
  fc.record({
    text: fc.string({ unit: fc.constantFrom('"', '\\', 'x', '\n', '🚀'), minLength: 60, maxLength: 300 }),
    decoy,
  }),
)
const version = { jsonrpc: fc.constant('2.0') }
const anyMessage = fc.oneof(
  fc.record({ ...version, id: anyId, method: anyMethod, params: anyPayload }),
  fc.record({ ...version, method: anyMethod, params: anyPayload, id: anyId }),
  fc.record({ ...version, method: anyMethod, params: fc.option(anyPayload, { nil: undefined }) }),
  fc.record({ ...version, id: anyId, result: anyPayload }),
  fc.record({ ...version, result: anyPayload, id: anyId }),
  fc.record({
    ...version,
    id: fc.option(anyId),
    error: fc.record({ code: fc.integer(), message: anyMethod }),
  }),
  fc.record({
    ...version,
    id: anyId,
    result: fc.constant(null),
    error: fc.constant({ code: 1, data: { id: 7 } }),
  }),
  fc.record({ ...version, id: anyId, result: anyPayload, error: fc.constant(null) }),
  fc.record({ ...version, id: fc.constant(null), method: anyMethod }),
)

t.test('it says of any message what parsing says of it', async () => {
  fc.assert(
    fc.property(anyMessage.chain(anySpelling), json => {
      const { idSpan, ...summary } = { idSpan: undefined, ...peekMessage(Buffer.from(json)) }
      const parsed = parseObject(json)
      deepStrictEqual(summary, summarize(parsed))
      if (idSpan !== undefined) deepStrictEqual(JSON.parse(textAt(json, idSpan)), parsed['id'])
    }),
    { numRuns: 2_000 },
  )
})

const misleading = [
  ['{"method":"m","params":{},"x\\"id":7}', { kind: 'notification', method: 'm' }],
  ['{"method":"m","params":{},"x":",\\"id\\":7"}', { kind: 'notification', method: 'm' }],
  ['{"id":1,"params":{},"method":"m"}', { kind: 'request', method: 'm', id: 1 }],
  ['{"id":1,"result":null,"error":{"code":1}}', { kind: 'error', id: 1 }],
  ['{"id":1,"error":null,"result":{}}', { kind: 'response', id: 1 }],
  ['{"result":{"id":7},"id":"1"}', { kind: 'response', id: '1' }],
] as const

for (const [json, expected] of misleading)
  t.test(`not misled by ${json}`, async t => {
    t.match(peekMessage(Buffer.from(json)), expected)
  })

t.test('under another id every other byte stays', async () => {
  fc.assert(
    fc.property(anyMessage.chain(anySpelling), anyId, (json, id) => {
      const body = Buffer.from(json)
      const summary = peekMessage(body)
      if (!('idSpan' in summary)) return
      const renamed = replaceId(body, summary.idSpan, id)
      const { start, end } = summary.idSpan
      const idBytes = renamed.length - (body.length - (end - start))
      deepStrictEqual(renamed.subarray(0, start), body.subarray(0, start))
      deepStrictEqual(JSON.parse(renamed.toString('utf8', start, start + idBytes)), id)
      deepStrictEqual(renamed.subarray(start + idBytes), body.subarray(end))
    }),
  )
})

t.test('any bytes are answered without an exception', async () => {
  const fragments = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      '"id"',
      '"method"',
      '"result"',
      '1',
      'null',
      ' ',
      'x',
    ),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(fragments, parts => typeof peekMessage(Buffer.from(parts.join(''))).kind === 'string'),
  )
  fc.assert(fc.property(fc.uint8Array(), bytes => typeof peekMessage(Buffer.from(bytes)).kind === 'string'))
})

t.test('a deeply nested message needs no stack', async t => {
  const deep = `${'[{"id":'.repeat(200_000)}1${'}]'.repeat(200_000)}`
  t.match(peekMessage(Buffer.from(`{"params":${deep},"method":"m"}`)), { kind: 'notification', method: 'm' })
})

const noMessages: Readonly<Record<string, readonly string[]>> = {
  batch: ['[]', ' [{"jsonrpc":"2.0","method":"m"}]'],
  'not-an-object': ['', ' ', '1', '"x"', 'null', 'hello', '\ufeff{}'],
  'not-json-rpc': [
    '{}',
    '{',
    '{"id":1',
    '{"id":1,}',
    '{"id"}',
    '{id:1}',
    '{"id":true,"method":"m"}',
    '{"id":{},"method":"m"}',
    '{"id":1-,"method":"m"}',
    '{"method":1}',
    '{"method":"m"',
    '{"method":"m"}}',
    '{"method":"\\x"}',
    '{"method":"m","params":[}',
    '{"jsonrpc":"2.0"}',
    '{"id":null,"result":1}',
    `{"method":"${'m'.repeat(2_000)}"}`,
  ],
}

for (const [reason, examples] of Object.entries(noMessages))
  for (const example of examples)
    t.test(`${reason}: ${example.slice(0, 40)}`, async t => {
      t.same(peekMessage(Buffer.from(example)), { kind: 'not-a-message', reason })
    })

type WithoutSpan<T> = T extends unknown ? Omit<T, 'idSpan'> : never

function summarize(message: Record<string, unknown>): WithoutSpan<MessageSummary> {
  const { method } = message
  const id = message['id'] as number | string | null | undefined
  if (typeof method === 'string')
    return id === undefined || id === null
      ? { kind: 'notification', method }
      : { kind: 'request', method, id }
  if (message['error'] !== undefined && message['error'] !== null) return { kind: 'error', id: id ?? null }
  return { kind: 'response', id: id ?? '' }
}

function parseObject(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>
}

function textAt(json: string, { start, end }: Span): string {
  return Buffer.from(json).toString('utf8', start, end)
}
