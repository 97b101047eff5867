import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Workspace } from '../session/workspace.js'

/** Some that import nothing, and that not half of the library imports: it is checked anew with every change. */
const files = ['container/ring/ring.go', 'container/list/list.go', 'unicode/utf16/utf16.go'] as const

/**
 * The standard library's own module, where Go has it. It is only read: an editor opens its files with texts that begin
 * with the constant by which a text tells its revision, and saves none of them.
 */
export async function findStandardLibrary(): Promise<{
  readonly workspace: Workspace
  readonly texts: ReadonlyMap<string, string>
}> {
  const { stdout } = await promisify(execFile)('go', ['env', 'GOROOT'])
  const folder = join(stdout.trim(), 'src')
  const toUri = (name: string): string => pathToFileURL(join(folder, name)).href
  const [first, ...others] = files
  const texts = files.map(async name => [
    toUri(name),
    withRevision(await readFile(join(folder, name), 'utf8')),
  ])
  return {
    workspace: {
      folder,
      rootUri: pathToFileURL(folder).href,
      extraUri: toUri('cmd'),
      uris: [toUri(first), ...others.map(toUri)],
      extraUris: [toUri('cmd/doc.go')],
      goModUri: toUri('go.mod'),
      generatedPath: join(folder, 'generated.txt'),
    },
    texts: new Map((await Promise.all(texts)) as [string, string][]),
  }
}

function withRevision(text: string): string {
  return text.replace(/^package .*$/m, '$&\n\nconst soakRevision0 = 0')
}
