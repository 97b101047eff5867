import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { fillTemplate } from '../../src/host/fill-template.js'
import { quoteForShell } from '../../src/host/quote-for-shell.js'

t.test('sh reads a quoted text as it was, whatever is in it', async t => {
  const characters = fc.constantFrom(
    "'",
    '"',
    '$',
    '`',
    '\\',
    '&',
    ' ',
    '\n',
    '*',
    '~',
    '!',
    'ü',
    '日',
    'a',
    '@state@',
  )
  const texts = fc.sample(fc.string({ unit: characters, maxLength: 12 }), 200)
  // A value that reads like a placeholder stays what it is.
  const script = texts.map((_, index) => `printf '%s\\0' @v${'x'.repeat(index)}@`).join('\n')
  const values = Object.fromEntries(
    texts.map((text, index) => [`v${'x'.repeat(index)}`, quoteForShell(text)]),
  )
  const { stdout } = spawnSync('/bin/sh', ['-c', fillTemplate(script, values)], { encoding: 'utf8' })
  t.strictSame(stdout.split('\0').slice(0, -1), texts)
})

t.test('what has no value stays, so that its absence shows', async t => {
  t.equal(fillTemplate('@a@ @b-c@ user@example.org', { a: '1' }), '1 @b-c@ user@example.org')
})
