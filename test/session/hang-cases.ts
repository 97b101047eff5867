import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'
import { awaitIncident } from '../supervisor/incidents/await-incident.js'
import { type PipeTrap, setPipeTrap, walkInto } from './pipe-trap.js'
import type { EditorOptions, ScriptedEditor } from './scripted-editor.js'
import type { SessionCase, SessionEnvironment } from './session-environment.js'
import { hoverTotal, shownFunction, startEditor } from './start-editor.js'
import { makeWorkspace, type Workspace } from './workspace.js'

const config = { hang: { floor: '1s', ceiling: '10s', clientReplyTimeout: '1s' } } as const
const floorMs = 1_000
/** gopls gives no sign that it opened the pipe; measured, this is long enough. */
const walkInMs = 1_000

/** As editors have it: progress that is told of at each change would be a sign of life, for half a minute. */
const silent = { verboseWorkDoneProgress: false }

export const hangCases: readonly SessionCase[] = [
  {
    name: 'a session that is blocked for good is freed without a kill, and its neighbour is not aware of it',
    config,
    run: async (t, environment) => {
      const { workspace, pid, editor: blocked } = await startEditing(t, environment)
      const active = await openEditor(t, environment, workspace)
      const tookMs: number[] = []
      const freed = new AbortController()
      const freeing = blockOnce(t, workspace, blocked).finally(() => freed.abort())
      while (!freed.signal.aborted) tookMs.push(await measureHover(t, active, workspace))
      const blockedMs = await freeing
      t.equal(await environment.instancePid(), pid, 'the process is the same')
      const longestMs = Math.round(Math.max(...tookMs))
      t.ok(
        longestMs < blockedMs,
        `the neighbour waited ${longestMs} ms at most, the blocked one ${blockedMs} ms`,
      )
      t.ok(tookMs.length > 5, `it was answered ${tookMs.length} times meanwhile`)
      t.match(await awaitIncident(environment.home), blockedInOpen('reconnected'))
      await checkUnharmed(t, active)
      await checkUnharmed(t, blocked)
    },
  },
  {
    name: 'a session that hangs twice in a row gets another process',
    config,
    run: async (t, environment) => {
      const { workspace, pid, editor } = await startEditing(t, environment)
      await blockOnce(t, workspace, editor)
      t.equal(await environment.instancePid(), pid, 'the first time only the connection is made anew')
      await blockOnce(t, workspace, editor)
      t.not(await environment.instancePid(), pid, 'the second time gopls is replaced')
      const incident = await awaitIncident(environment.home, ({ action }) => action === 'replaced')
      t.match(incident, { ...blockedInOpen('replaced'), pid })
      await checkUnharmed(t, editor)
    },
  },
  {
    name: 'an editor that never answers workspace/configuration is answered for, without a kill',
    config,
    run: async (t, environment) => {
      const { editor, pid } = await startEditing(t, environment, { mute: ['workspace/configuration'] })
      t.equal(await environment.instancePid(), pid)
      t.match(await awaitIncident(environment.home), {
        cause: 'blocked-on-client',
        line: /workspace\/configuration/,
        action: 'answered-for-editor',
        pid,
      })
      await checkUnharmed(t, editor)
    },
  },
  {
    name: 'a pipe that stays in the way of go list kills nobody, and is named',
    config,
    run: async (t, environment) => {
      const { workspace, pid, editor } = await startEditing(t, environment)
      const trap = await setPipeTrap(t, workspace)
      walkInto(trap, editor)
      const hover = hoverTotal(editor, workspace)
      const isNamed = (): boolean => editor.told.messages.some(message => /\blist\b/.test(message))
      t.ok(await editor.until(isNamed, 200_000), 'the editor is told of go list')
      const { instances } = await environment.status()
      t.match(JSON.stringify(instances), /waiting-on-child/)
      t.equal(await environment.instancePid(), pid)
      t.equal(editor.told.messages.filter(message => /\blist\b/.test(message)).length, 1, 'it is told once')
      const incident = await awaitIncident(environment.home, ({ action }) => action === 'told-editor')
      t.match(incident, { cause: 'waiting-on-child', line: /\blist\b/, pid })
      await trap.release()
      const answer = await hover
      t.ok(answer.ok, JSON.stringify(answer))
      await checkUnharmed(t, editor)
    },
  },
]

/** The incident of a session that waits for a pipe: it names who waits, and where. */
function blockedInOpen(action: 'reconnected' | 'replaced'): object {
  return {
    cause: 'blocked-in-system-call',
    line: /^gopls is blocked in a system call at syscall\.\S+, called by \S+$/,
    action,
    verdict: { verdict: 'hung' },
  }
}

/** With main.go open and loaded. */
async function startEditing(
  t: Test,
  environment: SessionEnvironment,
  options: Partial<EditorOptions> = {},
): Promise<{ readonly workspace: Workspace; readonly editor: ScriptedEditor; readonly pid: number }> {
  const workspace = await makeWorkspace(t)
  const editor = await startEditor(t, environment, workspace, { settings: silent, ...options })
  const pid = await environment.instancePid()
  await editor.open(workspace.uris[0])
  await measureHover(t, editor, workspace)
  return { workspace, editor, pid }
}

async function openEditor(
  t: Test,
  environment: SessionEnvironment,
  workspace: Workspace,
): Promise<ScriptedEditor> {
  const editor = await startEditor(t, environment, workspace, { settings: silent })
  await editor.open(workspace.uris[0])
  await measureHover(t, editor, workspace)
  return editor
}

async function measureHover(t: Test, editor: ScriptedEditor, workspace: Workspace): Promise<number> {
  const askedAtMs = performance.now()
  t.match(await hoverTotal(editor, workspace), { ok: true, result: { contents: { value: shownFunction } } })
  return performance.now() - askedAtMs
}

/** Resolves when the session answers again. */
/** Resolves with how long its hover took, in milliseconds. */
async function blockOnce(t: Test, workspace: Workspace, editor: ScriptedEditor): Promise<number> {
  const trap: PipeTrap = await setPipeTrap(t, workspace)
  walkInto(trap, editor)
  await delay(walkInMs)
  await trap.remove()
  const tookMs = Math.round(await measureHover(t, editor, workspace))
  t.ok(tookMs >= floorMs, 'it was blocked indeed')
  t.comment(`hover answered after ${tookMs} ms`)
  return tookMs
}

async function checkUnharmed(t: Test, editor: ScriptedEditor): Promise<void> {
  const { exitCode } = await editor.leave()
  t.equal(exitCode, 0)
  t.same(editor.findings, [])
}
