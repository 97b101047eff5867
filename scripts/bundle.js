// Builds dist/ from src/: all modules and npm packages in a few files. An editor waits while its relay is loaded, and
// 300 files take 100 ms longer than these. All of them lie in dist/cli, so that what lies beside dist/ is two folders up.
import { build } from 'esbuild'
import { compiledValidators } from './compile-validators.js'

// Some npm packages are CommonJS, and expect what a module of that kind has.
const commonJs = `
import { createRequire as createRequireHere } from 'node:module'
import { fileURLToPath as pathHere } from 'node:url'
const require = createRequireHere(import.meta.url)
const __filename = pathHere(import.meta.url)
`

await build({
  entryPoints: ['src/cli/main.ts', 'src/cli/lsp.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'cli/[name]-[hash]',
  plugins: [compiledValidators],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  banner: { js: commonJs },
  logLevel: 'warning',
})
