import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

export interface FakeGopls {
  /** A program called exactly `gopls`, alone in its folder. */
  readonly path: string
  /** What the next start does; see fake-gopls.js for the modes. */
  setMode(mode: string): void
}

const script = fileURLToPath(new URL('fake-gopls.js', import.meta.url))

/** Puts the stand-in for gopls into a scratch folder, which goes when the test ends. */
export function installFakeGopls(t: Pick<Test, 'teardown'>, mode = 'healthy'): FakeGopls {
  const folder = mkdtempSync(join(tmpdir(), 'fake-gopls-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))

  const path = join(folder, 'gopls')
  const modeFile = join(folder, 'mode')
  const setMode = (next: string) => writeFileSync(modeFile, next)
  setMode(mode)
  // With exec, so that signals meet the fake itself; and without what tap puts into every child of a test.
  const lines = [
    '#!/bin/sh',
    "unset NODE_OPTIONS $(env | sed -n 's/^\\(_TAPJS_[A-Z_]*\\)=.*/\\1/p')",
    `export FAKE_GOPLS_MODE_FILE=${quote(modeFile)}`,
    `exec ${quote(process.execPath)} ${quote(script)} "$@"`,
  ]
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 })
  return { path, setMode }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
