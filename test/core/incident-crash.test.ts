import t from 'tap'
import { diagnose } from '../../src/core/diagnose-incident.js'

const ended = { kind: 'ended', stderr: '', wasReady: true, platform: 'linux' } as const

t.test('what a program says when it panics becomes one line that no terminal obeys', async t => {
  const stderr = `panic: \u001b]0;title\u0007${'x'.repeat(1_000)}\n`
  const { line = '', why = '' } =
    diagnose({ ...ended, end: { kind: 'exited', code: 2, signal: null }, stderr }) ?? {}
  t.match(line, /^gopls panicked: {2}\]0;title x+$/)
  t.equal(line.length, 300)
  t.notMatch(why, /\p{Cc}/u)
})

t.test('one that was gone may have been started by an earlier guardian, or by a relay', async t => {
  t.match(diagnose({ ...ended, end: { kind: 'unobserved' } }), {
    why: /not our child \(started by an earlier guardian, or through an editor's relay\)/,
  })
})
