import t from 'tap'
import { readSince } from '../../src/http/event-since.js'

const cases: readonly [object, Record<string, string>, ReturnType<typeof readSince>][] = [
  [{}, {}, { ok: true, since: undefined }],
  [{ since: '0' }, {}, { ok: true, since: 0 }],
  [{ since: '12' }, {}, { ok: true, since: 12 }],
  [{ since: '12' }, { 'last-event-id': '15' }, { ok: true, since: 15 }],
  [{ since: '999999999999999' }, {}, { ok: true, since: 999_999_999_999_999 }],
  [{ since: '' }, {}, { ok: false }],
  [{ since: '-1' }, {}, { ok: false }],
  [{ since: '1.5' }, {}, { ok: false }],
  [{ since: '1e3' }, {}, { ok: false }],
  [{ since: '9'.repeat(16) }, {}, { ok: false }],
  [{ since: ['1', '2'] }, {}, { ok: false }],
  [{ since: '1' }, { 'last-event-id': 'x' }, { ok: false }],
]
for (const [query, headers, expected] of cases) {
  t.test(JSON.stringify({ ...query, ...headers }), async t => {
    t.strictSame(readSince({ query, headers }), expected)
  })
}
