import t from 'tap'
import { answerForEditor } from '../../src/lsp/answer-for-editor.js'
import { hasEffects, traitsOf } from '../../src/lsp/methods.js'

const effects = [
  ['textDocument/hover', undefined, false],
  ['textDocument/rename', undefined, false],
  ['textDocument/formatting', undefined, false],
  ['workspace/willRenameFiles', undefined, false],
  ['workspace/executeCommand', 'gopls.views', false],
  ['workspace/executeCommand', 'gopls.tidy', true],
  ['workspace/executeCommand', 'gopls.apply_fix', true],
  ['workspace/executeCommand', undefined, true],
  ['gopls/somethingNew', undefined, true],
  ['constructor', undefined, true],
] as const

for (const [method, command, expected] of effects)
  t.test(`${method} ${command ?? ''} ${expected ? 'may have' : 'has no'} effects`, async t => {
    t.equal(hasEffects(method, command), expected)
  })

const standIns = [
  ['workspace/configuration', { items: [{}, {}] }, { result: [null, null] }],
  ['workspace/configuration', null, { result: [] }],
  ['window/workDoneProgress/create', undefined, { result: null }],
  ['client/registerCapability', undefined, { result: null }],
  ['window/showMessageRequest', undefined, { result: null }],
  ['window/showDocument', undefined, { result: { success: false } }],
  [
    'workspace/applyEdit',
    undefined,
    { result: { applied: false, failureReason: 'the editor did not answer' } },
  ],
  ['editor/somethingNew', undefined, { error: { code: -32601 } }],
] as const

for (const [method, params, expected] of standIns)
  t.test(`${method} can be answered for the editor`, async t => {
    const answer = answerForEditor({ id: 7, method, params })
    t.match(JSON.parse(answer.toString()), { jsonrpc: '2.0', id: 7, ...expected })
  })

t.test('large messages that change nothing are not read', async t => {
  for (const method of ['textDocument/completion', 'textDocument/semanticTokens/full', 'workspace/applyEdit'])
    t.equal(traitsOf(method).parse, false, method)
})
