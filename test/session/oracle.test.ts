import t from 'tap'
import { Message, type NotificationMessage } from 'vscode-jsonrpc/node'
import { lspErrors } from '../../src/lsp/lsp-errors.js'
import { findRealGopls } from '../real/real-gopls.js'
import { type Damage, Damager, damageWire } from './damaged-wire.js'
import { judgeSession } from './oracle.js'
import { realCommand } from './real-command.js'
import { ScriptedEditor } from './scripted-editor.js'
import { startWire } from './wire.js'
import { makeWorkspace } from './workspace.js'

const { skip, binary } = await findRealGopls()
const realGopls = realCommand(binary?.path ?? '')
const intact = 'nothing is damaged'
/** Of some damage the oracle knows only when it has waited in vain. */
const limitMsOf = (name: string): number => (name === intact ? 60_000 : 4_000)

const twice = (message: Message): readonly Message[] => [message, message]
const never = (): readonly Message[] => []
const refused = (message: Message): readonly Message[] =>
  Message.isResponse(message)
    ? [{ jsonrpc: '2.0', id: message.id, error: lspErrors['suspect-request'] } as Message]
    : [message]
const underAnotherId = (message: Message): readonly Message[] => [
  { ...message, id: 4711 } as Message,
  message,
]
const isPublished = (message: Message, uri: string): boolean =>
  Message.isNotification(message) &&
  message.method === 'textDocument/publishDiagnostics' &&
  (message.params as { readonly uri: string }).uri === uri
const isEnd = (message: Message): boolean =>
  Message.isNotification(message) &&
  (message as NotificationMessage & { readonly params: { readonly value?: { readonly kind: string } } })
    .params.value?.kind === 'end'

const cases: readonly (readonly [
  name: string,
  damage: (damager: Damager, uri: string) => Damage,
  finding: RegExp,
])[] = [
  [intact, () => ({}), /^$/],
  ['an answer is lost', damager => ({ toEditor: damager.strike('answer', never) }), /was never answered/],
  [
    'an answer comes twice',
    damager => ({ toEditor: damager.strike('answer', twice) }),
    /was answered 2 times/,
  ],
  [
    'an answer comes to nothing that was asked',
    damager => ({ toEditor: damager.strike('answer', underAnotherId) }),
    /an answer to nothing that was asked/,
  ],
  [
    'a read is refused though nobody was killed',
    damager => ({ toEditor: damager.strike('answer', refused) }),
    /answered with the error -32803/,
  ],
  ['an edit is lost', damager => ({ toServer: damager.strike('textDocument/didChange', never) }), /of file:/],
  [
    'an edit is made twice',
    damager => ({ toServer: damager.strike('textDocument/didChange', twice) }),
    /of file:/,
  ],
  [
    'a closing is lost',
    damager => ({ toServer: damager.strike('textDocument/didClose', never) }),
    /diagnostics/,
  ],
  [
    'diagnostics stay behind',
    (damager, uri) => ({
      toEditor: message => (damager.isArmed && isPublished(message, uri) ? [] : [message]),
    }),
    /^diagnostics/,
  ],
  [
    'progress is never ended',
    damager => ({ toEditor: message => (damager.isArmed && isEnd(message) ? [] : [message]) }),
    /progress was never ended/,
  ],
  [
    'settings are lost',
    damager => ({ toServer: damager.strike('workspace/didChangeConfiguration', never) }),
    /formatting of file:/,
  ],
]

for (const [name, damage, finding] of cases)
  t.test(`the oracle sees when ${name}`, { skip }, async t => {
    const limitMs = limitMsOf(name)
    const workspace = await makeWorkspace(t)
    const [main] = workspace.uris
    const damager = new Damager()
    const wire = damageWire(startWire(t, realGopls, workspace.folder), damage(damager, main))
    const editor = await ScriptedEditor.start(wire, { folders: [workspace.rootUri] })
    const arm = (): void => {
      damager.isArmed = true
    }
    await doSomeWork(editor, workspace.uris, { arm, limitMs })
    const findings = await judgeSession(t, { editor, workspace, realGopls, deaths: 'none', limitMs })
    t.match(findings.join('\n'), finding)
  })

/** From a file with a fault that is told of to one without, and everything else that can go wrong on the way. */
async function doSomeWork(
  editor: ScriptedEditor,
  uris: readonly string[],
  { arm, limitMs }: { readonly arm: () => void; readonly limitMs: number },
): Promise<void> {
  const [main = '', other = ''] = uris
  await editor.open(main)
  await editor.open(other)
  const fault = '\nvar _ = unknown()\n'
  const length = editor.documents.get(main)?.text.length ?? 0
  typeInto(editor, main, { start: length, end: length, text: fault })
  await editor.until(() => (editor.told.diagnostics.get(main)?.diagnostics.length ?? 0) > 0, limitMs)
  typeInto(editor, other, { start: 0, end: 0, text: '// unused text, closed without being saved\nnonsense' })
  await editor.until(() => (editor.told.diagnostics.get(other)?.diagnostics.length ?? 0) > 0, limitMs)
  await editor.until(() => editor.told.openProgress.length === 0, limitMs)
  arm()
  await editor.until(() => editor.book.unanswered === 0, limitMs)
  editor.configure({ gofumpt: true })
  const text = '\nfunc spaced() {\n\n\tprintln()   }\n'
  typeInto(editor, main, { start: length, end: length + fault.length, text })
  editor.close(other)
  const { answer } = editor.request('textDocument/hover', {
    textDocument: { uri: main },
    position: { line: 4, character: 8 },
  })
  await Promise.race([answer, editor.until(() => false, 1_000)])
}

function typeInto(editor: ScriptedEditor, uri: string, splice: Parameters<ScriptedEditor['type']>[1]): void {
  const document = editor.documents.get(uri)
  if (document) editor.type(document, splice)
}
