import t from 'tap'
import { explainMissing } from '../../src/gopls/explain-missing.js'
import type { GoplsNotFound, RefusedCandidate } from '../../src/gopls/find.js'

const go = { path: '/usr/local/go/bin/go', version: 'go1.26.8' }
const missing: RefusedCandidate = {
  path: '/a/gopls',
  source: 'path',
  reason: 'missing',
  detail: 'does not exist',
}
const nothing: GoplsNotFound = { ok: false, explicit: false, tried: [missing], go: undefined }

for (const [name, notFound, platform, command] of [
  [
    'a Mac with Go',
    { ...nothing, go },
    'darwin',
    /^Type: go install golang\.org\/x\/tools\/gopls@latest .*brew install gopls/,
  ],
  ['a Mac without Go', nothing, 'darwin', /^Type: brew install go gopls .*go\.dev/],
  ['Linux with Go', { ...nothing, go }, 'linux', /^Type: go install golang\.org\/x\/tools\/gopls@latest$/],
  ['Linux without Go', nothing, 'linux', /^Type: sudo apt install golang-go .*go\.dev/],
] as const) {
  t.test(`on ${name} the third of three lines says what to type`, async t => {
    const lines = explainMissing(notFound, platform).split('\n')
    t.equal(lines.length, 3)
    t.match(lines[0], /^No gopls was found/)
    t.match(lines[1], /^Looked in 1 places: .*asdf\.$/)
    t.match(lines[2], command)
  })
}

t.test('what was found but does not work is named, what is missing or ours is not', async t => {
  const tried: readonly RefusedCandidate[] = [
    missing,
    { path: '/ours/gopls', source: 'path', reason: 'our-own-drop-in', detail: 'is the drop-in' },
    { path: '/shims/gopls', source: 'path', reason: 'exited', detail: 'failed: exit code 126' },
  ]
  t.match(
    explainMissing({ ...nothing, tried }, 'linux').split('\n')[1],
    /asdf; \/shims\/gopls failed: exit code 126\.$/,
  )
})

for (const [source, setting] of [
  ['flag', 'the command line'],
  ['environment', 'GOPLS_GUARDIAN_GOPLS'],
  ['file', 'gopls.path in the configuration file'],
] as const) {
  t.test(`a wrong path from ${source} is named with the place that gives it`, async t => {
    const tried = [{ ...missing, source }]
    t.strictSame(explainMissing({ ok: false, explicit: true, tried, go: undefined }, 'darwin').split('\n'), [
      `The gopls that ${setting} names cannot be used.`,
      '/a/gopls does not exist.',
      `Correct ${setting}, or remove it: then the usual places are searched.`,
    ])
  })
}
