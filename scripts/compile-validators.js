// @ts-check
import { Buffer } from 'node:buffer'
import { basename, dirname } from 'node:path'
import { build } from 'esbuild'

/**
 * Instead of each module that has ajv make a validator, what ajv makes of it.
 * @type {import('esbuild').Plugin}
 */
export const compiledValidators = {
  name: 'compiled-validators',
  setup(build) {
    build.onLoad({ filter: /-validator\.ts$/ }, async ({ path }) => ({
      contents: await compileValidator(path),
      resolveDir: dirname(path),
      loader: 'ts',
    }))
  },
}

/**
 * The text of a module that exports the same `validate` as the module at this path.
 * @param {string} path
 * @returns {Promise<string>}
 */
async function compileValidator(path) {
  const contents = `
    import standalone from 'ajv/dist/standalone'
    import { ajv, imports, validate } from './${basename(path)}'
    export const text = imports + '\\n' + standalone(ajv, validate)
  `
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(path) },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  })
  const [output] = outputFiles
  // Without a text esbuild would take the module as it is, and nobody would notice.
  if (!output) throw new Error(`esbuild made nothing of ${path}`)
  const code = Buffer.from(output.contents).toString('base64')
  const { text } = await import(`data:text/javascript;base64,${code}`)
  return text
}
