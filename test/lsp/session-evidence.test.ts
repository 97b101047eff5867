import t from 'tap'
import { describeEvidence } from '../../src/lsp/session-evidence.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { SessionScript } from './session-script.js'

const nothing = {
  pending: null,
  lastAnswerAgeMs: null,
  lastSignAgeMs: null,
  progressAgeMs: null,
  awaitsClient: null,
}

t.test('a session shows what is waited for, and when gopls last did what', async t => {
  const journal = new SessionJournal()
  const script = new SessionScript(journal)
  t.same(describeEvidence(journal, 0), nothing)
  script.begin()
  script.nowMs = 100
  script.asks('editor', 1, 'textDocument/completion')
  script.asks('editor', 2, 'textDocument/hover')
  script.asks('gopls', 1, 'workspace/configuration')
  script.notifies('gopls', '$/progress', { token: 1, value: { kind: 'report' } })
  script.answers('gopls', 1)
  script.notifies('gopls', 'window/logMessage', {})
  t.same(describeEvidence(journal, 200), {
    pending: { method: 'textDocument/hover', ageMs: 98 },
    lastAnswerAgeMs: 95,
    lastSignAgeMs: 94,
    progressAgeMs: 96,
    awaitsClient: { method: 'workspace/configuration', ageMs: 97 },
  })
})

t.test('a cancelled request is waited for like any other', async t => {
  const journal = new SessionJournal()
  const script = new SessionScript(journal)
  script.begin()
  script.asks('editor', 1, 'textDocument/hover')
  script.notifies('editor', '$/cancelRequest', { id: 1 })
  t.match(describeEvidence(journal, script.nowMs), { pending: { method: 'textDocument/hover' } })
})

t.test('a fresh connection is held nothing against that was before it', async t => {
  const journal = new SessionJournal()
  const script = new SessionScript(journal)
  script.begin()
  script.asks('editor', 1, 'textDocument/hover')
  script.notifies('gopls', 'window/showMessage', { type: 4, message: 'Loading packages...' })
  t.match(describeEvidence(journal, 10), { progressAgeMs: Number })
  journal.connectionLost()
  t.same(describeEvidence(journal, 1_000), nothing, 'nothing is asked of nobody')
  journal.connectionOpened([1], 2_000)
  t.same(describeEvidence(journal, 2_010), {
    ...nothing,
    pending: { method: 'textDocument/hover', ageMs: 10 },
  })
})

t.test('progress that has ended is no sign that gopls is at work', async t => {
  const news: readonly (readonly [string, object, boolean])[] = [
    ['$/progress', { token: 1, value: { kind: 'begin', title: 'Setting up workspace' } }, true],
    ['$/progress', { token: 1, value: { kind: 'end', message: 'Finished loading packages.' } }, false],
    ['window/showMessage', { type: 3, message: 'Loading packages...' }, true],
    ['window/showMessage', { type: 3, message: 'something else' }, true],
    ['window/showMessage', { type: 3, message: 'Finished loading packages.' }, false],
    ['window/showMessage', { type: 3, message: 'something else' }, false],
  ]
  const journal = new SessionJournal()
  const script = new SessionScript(journal)
  script.begin()
  for (const [method, params, isAtWork] of news) {
    script.notifies('gopls', method, params)
    t.equal(describeEvidence(journal, script.nowMs).progressAgeMs !== null, isAtWork, JSON.stringify(params))
  }
})
