import t from 'tap'
import { explainGoFailure } from '../../src/gopls/install-failure.js'

const result = { ok: false, exitCode: 1, signal: null, stdout: '', stderr: '', message: 'go failed' } as const
const byHand = 'Try it by hand: go install x'

for (const [name, stderr, next] of [
  [
    'a refused connection',
    'go: x@v1: Get "https://proxy": dial tcp 127.0.0.1:9: connect: connection refused',
    /network/,
  ],
  ['a proxy that refuses', 'go: x@v1: reading https://proxy/x/@v/v1.info: 403 Forbidden', /GOPROXY/],
  [
    'a certificate on a Mac',
    'tls: failed to verify certificate: x509: “corp” certificate is not trusted',
    /network/,
  ],
  ['an old Go', 'go: x@v1: x@v1 requires go >= 1.27.0 (running go 1.24.4; GOTOOLCHAIN=local)', /^Update Go/],
  ['a full disk', 'copying a.out to /tools/gopls: write /tools/gopls: no space left on device', /disk space/],
  ['a full build cache', 'module x@latest found (v1), but does not contain package x', /disk space/],
  ['anything else', 'x.go:1:1: syntax error', byHand],
] as const) {
  t.test(`${name} is told in go's words, with what helps`, async t => {
    const failure = explainGoFailure(
      { ...result, reason: 'failed', stderr: `${stderr}\n` },
      'go install x',
      1_000,
    )
    t.match(failure, { ok: false, reason: 'failed', detail: stderr, next })
  })
}

t.test('of a long stderr the last five lines are kept', async t => {
  const stderr = 'a\nb\nc\nd\ne\nf\ng\n'
  t.equal(explainGoFailure({ ...result, reason: 'failed', stderr }, '', 0).detail, 'c\nd\ne\nf\ng')
})

t.test('without a word from go the message tells', async t => {
  t.match(explainGoFailure({ ...result, reason: 'failed' }, 'go install x', 0), {
    detail: 'go failed',
    next: byHand,
  })
  t.match(explainGoFailure({ ...result, reason: 'missing' }, 'go install x', 0), { reason: 'cannot-start' })
  t.match(explainGoFailure({ ...result, reason: 'refused' }, 'go install x', 0), { reason: 'cannot-start' })
})

t.test('a time-out names the limit', async t => {
  t.strictSame(explainGoFailure({ ...result, reason: 'timeout' }, 'go install x', 900_000), {
    ok: false,
    reason: 'timeout',
    detail: 'go was not done after 900 s.',
    next: byHand,
  })
})
