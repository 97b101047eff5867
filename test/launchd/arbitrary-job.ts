import fc from 'fast-check'
import type { Job } from '../../src/launchd/job.js'
import { describeJobs, jobFactsOf } from './typical-mac.js'

/** All that a path may hold and XML too. */
const legalText = fc
  .string({ unit: 'binary', minLength: 1 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: just these cannot stand in XML.
  .map(text => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '_'))
const awkwardHome = fc.oneof(
  fc.constantFrom(
    ...[
      '/Users/Zoë Müller',
      '/Users/o\'neil "bob"',
      '/Users/a&b &amp; <c> ]]>',
      '/Users/山田/🐹',
      '/Users/ a  b ',
    ],
    ...['/Users/tab\there', '/Users/line\nfeed', '/Users/return\r', '/Users/<!--x-->', '/Users/&#38;', '/ '],
  ),
  legalText.map(text => `/${text}`),
)
/** One of our jobs, for a user of any name. */
export const anyJob = fc.tuple(awkwardHome, legalText, fc.nat(1)).map(([home, value, index]): Job => {
  const facts = { ...jobFactsOf(home), environment: { GOPLS_GUARDIAN_GOPLS: value } }
  const job = describeJobs(facts)[index]
  if (!job) throw new Error('there are two jobs')
  return job
})
