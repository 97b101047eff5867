// Prints the path of a real gopls, alone, on stdout. Looks for one as the daemon does; when there is none, builds
// the pinned release into .dev/tools of the project, which is the current folder. What it does goes to stderr.
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { explainMissing } from '../src/gopls/explain-missing.js'
import { type FindGoplsOptions, findGopls } from '../src/gopls/find.js'
import { installGopls } from '../src/gopls/install.js'
import { chooseRelease } from '../src/gopls/releases.js'

const exitMissing = 69

const result = await ensureGopls({
  environment: process.env,
  homeFolder: homedir(),
  toolsFolder: resolve('.dev/tools'),
})
if (result.ok) {
  process.stdout.write(`${result.path}\n`)
} else {
  process.stderr.write(`${result.message}\n`)
  process.exitCode = exitMissing
}

async function ensureGopls(
  options: FindGoplsOptions,
): Promise<{ readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string }> {
  const found = await findGopls(options)
  if (found.ok) return { ok: true, path: found.binary.path }

  const { go } = found
  const release = go && chooseRelease(go.version)
  if (!go || !release) return { ok: false, message: explainMissing(found, process.platform) }

  const installed = await installGopls({
    ...options,
    go,
    release,
    onProgress: line => process.stderr.write(`${line}\n`),
  })
  if (installed.ok) return { ok: true, path: installed.binary.path }
  return { ok: false, message: `gopls could not be installed.\n${installed.detail}\n${installed.next}` }
}
