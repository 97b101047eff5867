import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { InquiredSession } from '../../../src/supervisor/incidents/exhibit.js'
import { launch, openDesk } from './open-desk.js'

const of = { instance: '1', generation: 1 }

t.test('what waits in a session, and what was said last, is kept without what was said in it', async t => {
  const opened = openDesk(t)
  launch(opened)
  opened.inquiry = { own: undefined, sessions: [ofEditor('s1'), ofEditor('s2')] }
  const mark = (method: string, ageMs: number) => ({ method, ageMs, bytes: 100 })
  const fromEditor = {
    unanswered: [mark('textDocument/hover', 30_000)],
    moreUnanswered: 1,
    notifications: [mark('textDocument/didChange', 30_100), mark('textDocument/didSave', 29_000)],
  }
  const fromGopls = { unanswered: [], moreUnanswered: 0, notifications: [mark('$/progress', 30_050)] }
  opened.traffic = [{ session: 's1', fromEditor, fromGopls }]
  opened.log.emit('session.reconnected', { session: 's1', reason: 'hover unanswered' }, of)
  await opened.desk.close()
  const incident = await opened.read()
  t.strictSame(
    incident.notifications.map(({ from, method }) => [from, method]),
    [
      ['editor', 'textDocument/didChange'],
      ['gopls', '$/progress'],
      ['editor', 'textDocument/didSave'],
    ],
  )
  const read = (name: string): string => readFileSync(join(opened.folder, incident.id, name), 'utf8')
  t.match(JSON.parse(read('requests.json')), [
    { session: 's1', editor: { name: 'ed' }, fromEditor, fromGopls },
    { session: 's2', fromEditor: null, fromGopls: null },
  ])
  t.match(read('report.md'), '30.050 s before, from gopls: $/progress, 100 bytes')
})

/** Of one of them the relay does not answer. */
function ofEditor(session: string): InquiredSession {
  return { session, editor: { name: 'ed', version: null }, view: null, exhibit: undefined }
}
