import { constants } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import type { Scope } from '../fake-gopls/served-gopls.js'
import type { ScriptedEditor } from './scripted-editor.js'
import type { Workspace } from './workspace.js'

export interface PipeTrap {
  readonly path: string
  /** Those who opened it wait on; nobody new will. */
  remove(): Promise<void>
  /** Those who wait get an empty file; and it is removed. */
  release(): Promise<void>
}

/** A pipe among the Go files: whoever reads it waits for a writer for ever, as on a dead network drive. */
export async function setPipeTrap(scope: Scope, { folder }: Workspace): Promise<PipeTrap> {
  const path = join(folder, 'pipe.go')
  await execa('mkfifo', [path])
  const remove = (): Promise<void> => rm(path, { force: true })
  const release = async (): Promise<void> => {
    // Without a reader this fails, and there is nobody to release.
    const writer = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined)
    await remove()
    await writer?.close()
  }
  scope.teardown(release)
  return { path, remove, release }
}

/** Only the session that is told of it walks into it. */
export function walkInto({ path }: PipeTrap, editor: ScriptedEditor): void {
  editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: pathToFileURL(path).href, type: 1 }] })
}
