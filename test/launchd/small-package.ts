import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = ['gopls', 'find-node.sh', 'gopls-guardian.sh', 'gopls-guardian-watchdog.sh']

/** A package with our launchers and the smallest of programs: it tells its arguments, and GOPLS_GUARDIAN_HOME. */
export function makeSmallPackage(folder: string): string {
  const files: Readonly<Record<string, string>> = {
    'package.json': '{"name": "gopls-guardian", "version": "1.2.3", "type": "module"}',
    LICENSE: 'MIT',
    'launchd/README.md': '# The agents',
    'dist/cli/main.js':
      'console.log(JSON.stringify([import.meta.filename, process.env.GOPLS_GUARDIAN_HOME ?? null, ...process.argv.slice(2)]))',
    'dist/cli/main.js.map': '{}',
    'dist/cli/lsp.js': '',
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, 'bin'))
  for (const name of bin) copyFileSync(join(root, 'bin', name), join(folder, 'bin', name))
  return folder
}

export function readTemplate(name: string): Buffer {
  return readFileSync(join(root, 'bin', name))
}
