import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { formatPlist, parsePlist } from '../../src/launchd/plist-text.js'
import { anyJob } from './arbitrary-job.js'
import { describeJobs, jobFactsOf } from './typical-mac.js'

t.test('any path comes back as it went in', async () => {
  fc.assert(
    fc.property(anyJob, job => {
      return isDeepStrictEqual(parsePlist(formatPlist(job)), { ok: true, value: job })
    }),
  )
})

t.test('a character that XML cannot hold is refused, not changed', async t => {
  const [job] = describeJobs(jobFactsOf('/Users/\u0001'))
  t.throws(() => job && formatPlist(job))
})

for (const text of [
  '',
  'no plist',
  '<plist><dict>',
  '<plist><dict><key>Label</key></plist>',
  '<html></html>',
  '<plist><foo/></plist>',
  '{ Label = ',
  'bplist00\u0000\u0001',
]) {
  t.test(`a malformed file is told, and not on the terminal: ${JSON.stringify(text)}`, async t => {
    const printed = t.capture(console, 'error')
    t.match(parsePlist(text), { ok: false, message: /\S/ })
    t.strictSame(printed(), [])
  })
}

t.test('no text makes the parser throw or print', async t => {
  const printed = t.capture(console, 'error')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map(text => `<plist>${text}</plist>`),
      ),
      text => {
        const parsed = parsePlist(text)
        return parsed.ok || parsed.message !== ''
      },
    ),
  )
  t.strictSame(printed(), [])
})
