import t from 'tap'
import { readDebugUrl } from '../../src/gopls/debug-server.js'

const urls: readonly (readonly [unknown, string | undefined])[] = [
  [{ URLs: ['http://127.0.0.1:4000'] }, 'http://127.0.0.1:4000/'],
  [{ URLs: ['http://localhost:4000'] }, 'http://localhost:4000/'],
  [{ URLs: ['http://[::1]:4000'] }, 'http://[::1]:4000/'],
  [{ URLs: ['http://192.0.2.7:4000'] }, undefined],
  [{ URLs: ['http://127.0.0.1.example.com:4000'] }, undefined],
  [{ URLs: ['http://127.0.0.1@example.com'] }, undefined],
  [{ URLs: ['http://%FF@127.0.0.1:4000'] }, undefined],
  [{ URLs: ['https://127.0.0.1:4000'] }, undefined],
  [{ URLs: ['file:///etc/passwd'] }, undefined],
  [{ URLs: ['nonsense'] }, undefined],
  [{ URLs: [7] }, undefined],
  [{ URLs: [] }, undefined],
  [{ URLs: 'http://127.0.0.1:4000' }, undefined],
  [{}, undefined],
  [null, undefined],
  ['http://127.0.0.1:4000', undefined],
]
for (const [answer, url] of urls)
  t.test(`of ${JSON.stringify(answer)} ${url ?? 'nothing'} is asked`, async t => {
    t.equal(readDebugUrl(answer)?.href, url)
  })
