import t from 'tap'
import { type Access, type RequestFacts, refuseRequest } from '../../src/http/guards.js'

const token = 'ab'.repeat(32)
const tcp: Access = { channel: 'tcp', token }
const socket: Access = { channel: 'socket' }

const harmless: RequestFacts = {
  port: 4675,
  path: '/health',
  host: '127.0.0.1:4675',
  origin: undefined,
  authorization: undefined,
}
const refuse = (changes: Partial<RequestFacts>, access: Access = tcp) =>
  refuseRequest({ ...harmless, ...changes }, access)

for (const host of ['127.0.0.1:4675', 'localhost:4675', '[::1]:4675'])
  t.equal(refuse({ host }), undefined, `Host ${host} is ours`)

const foreignHosts = [
  undefined,
  '',
  '127.0.0.1',
  'localhost',
  '127.0.0.1:4676',
  '127.0.0.1:46750',
  'evil.example:4675',
  'localhost.evil.example:4675',
  'evil.localhost:4675',
  '0.0.0.0:4675',
  '127.0.0.1:4675@evil.example',
  '[::1]',
  'localhost:4675,evil.example',
]
for (const host of foreignHosts) t.equal(refuse({ host }), 'foreign-host', `Host ${String(host)} is refused`)

for (const origin of ['http://127.0.0.1:4675', 'http://localhost:4675', 'http://[::1]:4675'])
  t.equal(refuse({ origin }), undefined, `Origin ${origin} is ours`)

const foreignOrigins = [
  '',
  'null',
  'https://127.0.0.1:4675',
  'http://127.0.0.1',
  'http://127.0.0.1:4675/',
  'http://localhost:3000',
  'https://evil.example',
  'vscode-webview://x',
]
for (const origin of foreignOrigins)
  t.equal(refuse({ origin }), 'foreign-origin', `Origin '${origin}' is refused`)

for (const path of ['/api/v1/status', '/api/v1/no-such-thing', '/api/'])
  t.equal(refuse({ path }), 'not-authenticated', `${path} needs a token`)

for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `Bearer  ${token} `])
  t.equal(refuse({ path: '/api/v1/status', authorization }), undefined, `'${authorization}' is the token`)

const wrongTokens = [
  '',
  'Bearer',
  'Bearer ',
  token,
  `Basic ${token}`,
  `Bearer ${token}0`,
  `Bearer ${token.slice(1)}`,
]
for (const authorization of [...wrongTokens, `Bearer ${token.toUpperCase()}`, `Bearer ${token} x`])
  t.equal(refuse({ path: '/api/v1/status', authorization }), 'not-authenticated', `'${authorization}' is not`)

t.equal(
  refuse({ path: '/api/v1/status', authorization: `Bearer ${token}`, host: 'evil.example:4675' }),
  'foreign-host',
  'a token does not make up for a foreign name',
)

t.equal(
  refuse({ port: undefined, path: '/api/v1/status', host: 'anything' }, socket),
  undefined,
  'on the socket neither name nor token matters',
)
t.equal(
  refuse({ origin: 'http://127.0.0.1:4675' }, socket),
  'foreign-origin',
  'no web page has any business on the socket',
)
