import t from 'tap'
import { encodeMessage } from '../../src/lsp/message.js'
import { peekMessage } from '../../src/lsp/peek-message.js'
import { TraceWriter } from '../../src/relay/trace-writer.js'

/** 15:02:47.248 wherever this runs; each look at the clock is 7.5 ms later. */
function startTrace() {
  let entries = ''
  let nowMs = 0
  const clock = {
    wallMs: () => new Date(2026, 10, 22, 15, 2, 47, 248).getTime(),
    monotonicMs: () => (nowMs += 7.5),
  }
  const writer = new TraceWriter(text => (entries += text), clock)
  const write = (from: 'editor' | 'gopls', message: object): string => {
    entries = ''
    const body = encodeMessage(message)
    writer.write(from, peekMessage(body), body)
    return entries
  }
  return write
}

t.test('the trace is what gopls 0.23 writes for the LSP inspector', async t => {
  const write = startTrace()
  const end = '\r\n\r\n\r\n'
  for (const [from, message, entry] of [
    [
      'editor',
      { id: 1, method: 'initialize', params: { processId: null } },
      `[Trace - 15:02:47.248 PM] Sending request 'initialize - (1)'.\nParams: {"processId":null}`,
    ],
    [
      'gopls',
      { id: 1, result: { capabilities: {} } },
      `[Trace - 15:02:47.248 PM] Received response 'initialize - (1)' in 7ms.\nResult: {"capabilities":{}}`,
    ],
    [
      'editor',
      { method: 'initialized', params: {} },
      `[Trace - 15:02:47.248 PM] Sending notification 'initialized'.\nParams: {}`,
    ],
    [
      'editor',
      { id: 'two', method: 'nope' },
      `[Trace - 15:02:47.248 PM] Sending request 'nope - (two)'.\nParams: `,
    ],
    [
      'gopls',
      { id: 'two', error: { code: -32601, message: 'JSON RPC method not found: "nope"' } },
      `[Error - Received] 15:02:47.248 PM #two JSON RPC method not found: "nope"`,
    ],
    [
      'gopls',
      { id: 1, method: 'workspace/configuration', params: { items: [] } },
      `[Trace - 15:02:47.248 PM] Received request 'workspace/configuration - (1)'.\nParams: {"items":[]}`,
    ],
    [
      'editor',
      { id: 1, result: [] },
      `[Trace - 15:02:47.248 PM] Sending response 'workspace/configuration - (1)' in 7ms.\nResult: []`,
    ],
    ['gopls', { nonsense: true }, undefined],
  ] as const)
    t.equal(write(from, message), entry === undefined ? '' : entry + end)
})
