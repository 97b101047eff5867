import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Scope } from '../fake-gopls/served-gopls.js'
import { editorEnvironment } from '../session/real-command.js'
import { makeWorkspace, readText, type Workspace, writeText } from '../session/workspace.js'

const groupText = `package shop

import "golang.org/x/sync/errgroup"

const groupRevision0 = 0

// Both waits for two pieces of work.
func Both(one, other func() error) error {
	var group errgroup.Group
	group.Go(one)
	group.Go(other)
	return group.Wait()
}
`

/** The texts of its files as they are now. */
export async function readTexts({ uris }: Workspace): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(uris.map(async uri => [uri, await readText(uri)] as const)))
}

/** A small module that needs another one; undefined where that is not in Go's module cache: nothing is fetched. */
export async function makeModuleWithDependency(scope: Scope): Promise<Workspace | undefined> {
  const workspace = await makeWorkspace(scope)
  const uri = pathToFileURL(join(workspace.folder, 'shop', 'group.go')).href
  await writeText(uri, groupText)
  const { stdout } = await promisify(execFile)('go', ['env', 'GOMODCACHE'])
  const cache = pathToFileURL(join(stdout.trim(), 'cache', 'download')).href
  const isTidy = await tidyModule(workspace, { GOPROXY: cache, GOSUMDB: 'off' })
  return isTidy ? { ...workspace, uris: [...workspace.uris, uri] } : undefined
}

/** As a person does in a terminal; true when it worked. */
export async function tidyModule(
  { goModUri }: Workspace,
  environment: NodeJS.ProcessEnv = {},
): Promise<boolean> {
  return await promisify(execFile)('go', ['mod', 'tidy'], {
    cwd: dirname(fileURLToPath(goModUri)),
    env: { ...editorEnvironment(), ...environment },
  }).then(
    () => true,
    () => false,
  )
}
