import type { Test } from 'tap'
import { eventually } from '../host/eventually.js'
import { hoverTotal, startEditor } from '../session/start-editor.js'
import { startEnvironment } from '../session/start-environment.js'
import { makeWorkspace } from '../session/workspace.js'

/** A daemon whose gopls has worked for an editor, was killed, and works for it again; resolves with its address. */
export async function startScene(t: Test, gopls: string): Promise<URL> {
  const environment = await startEnvironment(t, {}, gopls)
  const workspace = await makeWorkspace(t)
  const editor = await startEditor(t, environment, workspace)
  await editor.open(workspace.uris[0])
  await hoverTotal(editor, workspace)
  const pid = await environment.instancePid()
  process.kill(pid, 'SIGKILL')
  await hoverTotal(editor, workspace)
  const url = new URL('/metrics', await environment.healthUrl())
  // Relays tell of answered requests only when they are asked at a look, and an incident is written after its cure.
  const wanted = ['requests_total{', 'incidents_total{', 'instance_resident_memory_bytes{']
  await eventually(async () => {
    const text = await readMetrics(url)
    return wanted.every(name => text.includes(`gopls_guardian_${name}`)) || undefined
  }, 30_000)
  return url
}

export async function readMetrics(url: URL): Promise<string> {
  return (await fetch(url)).text()
}
