import { isDeepStrictEqual } from 'node:util'
import type { Scope } from '../fake-gopls/served-gopls.js'
import type { Answer } from './request-book.js'
import { ScriptedEditor } from './scripted-editor.js'
import { type EditorCommand, startWire } from './wire.js'
import type { Workspace } from './workspace.js'

/**
 * Whether the gopls behind the session knows what the editor knows: a fresh one is told the editor's last state in
 * one go, and both are asked for all that shows a text.
 */
export async function compareWithFresh(
  scope: Scope,
  editor: ScriptedEditor,
  workspace: Workspace,
  realGopls: EditorCommand,
  limitMs: number,
): Promise<readonly string[]> {
  const { folders, settings } = editor
  const fresh = await ScriptedEditor.start(startWire(scope, realGopls, workspace.folder), {
    folders,
    settings,
  })
  for (const { uri, text } of editor.documents.all) await fresh.open(uri, text)
  const openings = fresh.documents.all.length
  const isSettled = await fresh.until(() => fresh.told.countEnded(openedFiles) >= openings, patientMs)
  if (!isSettled) return ['the gopls that is compared with did not settle']
  const differences = [
    ...(await compareAnswers(editor, fresh)),
    ...(await compareTold(editor, fresh, limitMs)),
  ]
  await fresh.leave()
  return differences
}

/** For what comes in any case: a fresh gopls settles, and one that has answered all answers on. */
const patientMs = 60_000

/** gopls's own title of the work after each `didOpen`; when it is ended, all diagnostics are published. */
const openedFiles = 'diagnosing opened files'

const tellingMethods = ['formatting', 'documentSymbol', 'foldingRange', 'semanticTokens/full'] as const

async function compareAnswers(editor: ScriptedEditor, fresh: ScriptedEditor): Promise<readonly string[]> {
  const options = { tabSize: 8, insertSpaces: false }
  const differences: string[] = []
  for (const { uri } of fresh.documents.all)
    for (const method of tellingMethods.map(name => `textDocument/${name}`)) {
      const sent = [editor, fresh].map(one => one.request(method, { textDocument: { uri }, options }))
      if (!(await editor.until(() => editor.book.unanswered === 0, patientMs))) return differences
      const [seen, expected] = (await Promise.all(sent.map(({ answer }) => answer))).map(withoutResultId)
      if (!isDeepStrictEqual(seen, expected))
        differences.push(describe(`${method} of ${uri}`, seen, expected))
    }
  return differences
}

/** What is told comes by itself, so it is given some time. */
async function compareTold(
  editor: ScriptedEditor,
  fresh: ScriptedEditor,
  limitMs: number,
): Promise<readonly string[]> {
  const differences: string[] = []
  for (const [what, read] of Object.entries(toldThings)) {
    const isEqual = (): boolean => isDeepStrictEqual(read(editor), read(fresh))
    if (!(await editor.until(isEqual, limitMs))) differences.push(describe(what, read(editor), read(fresh)))
  }
  return differences
}

const toldThings = {
  diagnostics: readDiagnostics,
  'diagnostics of another version': readVersions,
  registrations: readRegistrations,
} as const

function readDiagnostics({ told }: ScriptedEditor): unknown {
  const published = [...told.diagnostics].filter(([, { diagnostics }]) => diagnostics.length > 0)
  const byUri = published.map(([uri, { diagnostics }]) => [uri, sortAsText(diagnostics)] as const)
  return Object.fromEntries(byUri.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** An editor may drop diagnostics of a version that it does not have. */
function readVersions({ told, documents }: ScriptedEditor): unknown {
  const isOther = ({ uri, version }: { readonly uri: string; readonly version: number }): boolean =>
    told.diagnostics.get(uri)?.version !== version
  return documents.all.filter(isOther).map(({ uri }) => uri)
}

/** gopls counts in its ids how often it has registered, and names the watched patterns in any order. */
function readRegistrations({ told }: ScriptedEditor): unknown {
  const registrations = [...told.registrations.values()].map(({ method, registerOptions }) => {
    const { watchers = [] } = (registerOptions ?? {}) as { readonly watchers?: readonly unknown[] }
    return { method, watchers: sortAsText(watchers) }
  })
  return sortAsText(registrations)
}

function sortAsText(list: readonly unknown[]): readonly string[] {
  return list.map(one => JSON.stringify(one)).sort()
}

/** gopls names each result after the time of day. */
function withoutResultId(answer: Answer): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'resultId' ? undefined : value)))
}

function describe(what: string, seen: unknown, expected: unknown): string {
  const [seenText, expectedText] = [seen, expected].map(one => JSON.stringify(one)) as [string, string]
  let differsAt = 0
  while (differsAt < seenText.length && seenText[differsAt] === expectedText[differsAt]) differsAt += 1
  const cut = (text: string): string => text.slice(Math.max(0, differsAt - 100), differsAt + 200)
  return `${what}: …${cut(seenText)}…, not …${cut(expectedText)}…`
}
