import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { GoplsFiles, type ReadFacts, readFactsOfPath } from '../../../src/gopls/observe/gopls-files.js'
import { observedGopls } from '../../core/sample-observed.js'

const readVersion = () => Promise.resolve('v0.23.0')
const inAnHour = lstartOf(Date.now() + 3_600_000)
const anHourAgo = lstartOf(Date.now() - 3_600_000)

/** `Mon, 05 Jan 2026 12:00:00 GMT` in the order of ps. */
function lstartOf(wallMs: number): string {
  const [day = '', date, month = '', year, time] = new Date(wallMs).toUTCString().split(' ')
  return [day.replace(',', ''), month, date, time, year].join(' ')
}

t.test('a file that is older than the process is the one that it runs, as far as can be seen', async t => {
  const path = join(t.testdir({ gopls: '' }), 'gopls')
  t.strictSame(await readFactsOfPath({ path, start: inAnHour }, readVersion), {
    path,
    version: 'v0.23.0',
    isReplaced: null,
  })
})

t.test('a file that is younger than the process is another', async t => {
  const path = join(t.testdir({}), 'gopls')
  writeFileSync(path, '')
  t.strictSame(await readFactsOfPath({ path, start: anHourAgo }, readVersion), {
    path,
    version: null,
    isReplaced: true,
  })
})

t.test('a process whose file is gone is told', async t => {
  const path = join(t.testdir({}), 'gopls')
  t.strictSame(await readFactsOfPath({ path, start: anHourAgo }, readVersion), {
    path,
    version: null,
    isReplaced: true,
  })
})

t.test(
  'what is no path of a file is no gopls: two arguments may read like a folder with a blank',
  async t => {
    t.equal(
      await readFactsOfPath({ path: '/usr/bin/vim src/gopls', start: anHourAgo }, readVersion),
      'no-gopls',
    )
  },
)

t.test('of a mere name nothing can be told', async t => {
  t.strictSame(await readFactsOfPath({ path: null, start: anHourAgo }, readVersion), {
    path: null,
    version: null,
    isReplaced: null,
  })
})

t.test('a file that does not answer holds up nobody, and no other is asked until it does', async t => {
  let asked = 0
  let answer: (version: string) => void = () => undefined
  const version = new Promise<string>(resolve => {
    answer = resolve
  })
  const readFacts = async () => {
    asked += 1
    return { path: '/net/gopls', version: await version, isReplaced: false }
  }
  const files = new GoplsFiles(readFacts, 20)
  const rows = [observedGopls(), observedGopls({ path: '/usr/bin/vim src/gopls' })]
  t.match(
    await files.describe(rows),
    [{ version: null, isReplaced: null }],
    'and what is in doubt is left out',
  )
  await files.describe(rows)
  t.equal(asked, 1)
  answer('v0.23.0')
  await new Promise(setImmediate)
  t.match(await files.describe(rows), [{ version: 'v0.23.0' }, { version: 'v0.23.0' }])
})

t.test('a file is read once, and again where it could not be', async t => {
  const path = join(t.testdir({ gopls: '' }), 'gopls')
  const answers = [undefined, 'v0.23.0']
  const readFacts: ReadFacts = async (_row, readVersion) => ({
    path,
    version: await readVersion(path),
    isReplaced: false,
  })
  const files = new GoplsFiles(readFacts, 30_000, async () => answers.shift())
  const versions = []
  for (let look = 0; look < 3; look += 1) versions.push((await files.describe([observedGopls()]))[0]?.version)
  t.strictSame(versions, [null, 'v0.23.0', 'v0.23.0'])
})
