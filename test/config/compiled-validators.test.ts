import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import fc from 'fast-check'
import t from 'tap'
import { compiledValidators } from '../../scripts/compile-validators.js'
import * as check from '../../src/config/check.js'
import { formatRecord } from '../../src/supervisor/instance-record.js'
import * as records from '../../src/supervisor/parse-record.js'
import { sampleRecord } from '../supervisor/sample-record.js'
import { contractText } from './contract.js'

/** The module as it is in dist/. */
async function bundle<T>(source: string): Promise<T> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${source}`, import.meta.url))],
    plugins: [compiledValidators],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20.19',
  })
  const text = outputFiles[0]?.text ?? ''
  t.notMatch(text, 'Ajv', `${source} has no compiler of schemas in it`)
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as T
}

/** The text with the value at one of its leaves replaced, or with a key that nobody knows. */
function damage(text: string): fc.Arbitrary<string> {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('0s', '1ms', '577h', '0B', 'nope', -1),
  )
  const leaves = [...text.matchAll(/"(\w+)": *("[^"]*"|\d+|true|false|null)/g)]
  return fc
    .tuple(fc.constantFrom(...leaves), value, fc.boolean())
    .map(([{ 0: all, 1: key = '', index }, to, isKey]) => {
      const replaced = isKey ? `"${key}x": 1` : `"${key}": ${JSON.stringify(to)}`
      return text.slice(0, index) + replaced + text.slice(index + all.length)
    })
}

t.test('a configuration is checked in dist/ as it is in src/', async t => {
  const compiled = await bundle<typeof check>('src/config/check.ts')
  t.match(compiled.checkConfiguration(contractText, 'c'), { ok: true })
  fc.assert(
    fc.property(fc.oneof(fc.json(), damage(contractText)), text => {
      t.strictSame(compiled.checkConfiguration(text, 'c'), check.checkConfiguration(text, 'c'))
    }),
  )
})

t.test('a record is read in dist/ as it is in src/', async t => {
  const compiled = await bundle<typeof records>('src/supervisor/parse-record.ts')
  const text = formatRecord(sampleRecord({ pid: 4711, start: '123', bootId: 'this boot' }))
  t.match(compiled.parseRecord(text), { ok: true })
  fc.assert(
    fc.property(fc.oneof(fc.json(), damage(text)), damaged => {
      t.strictSame(compiled.parseRecord(damaged), records.parseRecord(damaged))
    }),
  )
})
