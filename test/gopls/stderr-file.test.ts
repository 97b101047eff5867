import { execFileSync } from 'node:child_process'
import { closeSync, statSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  measureStderr,
  openStderrFile,
  readStderrEnds,
  readStderrTail,
  saysIdleEnd,
} from '../../src/gopls/stderr-file.js'

t.test('the tail is what this generation wrote, not what the one before did', async t => {
  const path = join(t.testdir({}), 'gopls-1.log')
  writeFileSync(path, 'of the first generation\n')
  const fromByte = measureStderr(path)
  const { fd } = openStderrFile(path)
  t.equal(readStderrTail(path, fromByte), '')
  writeSync(fd, 'of the second\n')
  closeSync(fd)
  t.equal(readStderrTail(path, fromByte), 'of the second\n')
})

t.test('a new file is private, and written at its end whatever happens to it', async t => {
  const path = join(t.testdir({}), 'gopls-1.log')
  t.equal(measureStderr(path), 0)
  const { fd } = openStderrFile(path)
  t.equal(statSync(path).mode & 0o777, 0o600)
  writeSync(fd, 'before the truncation\n')
  truncateSync(path)
  writeSync(fd, 'after\n')
  closeSync(fd)
  t.equal(readStderrTail(path, 0), 'after\n', 'there is no hole')
})

t.test('of a long output only the last 4 KiB are read', async t => {
  const path = join(t.testdir({ log: `${'x'.repeat(10_000)}end` }), 'log')
  t.equal(readStderrTail(path, 0).length, 4096)
  t.ok(readStderrTail(path, 9_000).endsWith('end'))
  t.equal(readStderrTail(path, 9_000).length, 1_003)
})

t.test(
  'of a longer output the beginning and the end can be had, of a shorter one all of it, once',
  async t => {
    const path = join(t.testdir({ log: 'earlier|first, middle, last' }), 'log')
    t.equal(readStderrEnds(path, 8, { headBytes: 5, tailBytes: 4 }), 'first\nlast')
    t.equal(readStderrEnds(path, 8, { headBytes: 13, tailBytes: 12 }), 'first, \nmiddle, last')
    t.equal(readStderrEnds(path, 8, { headBytes: 5, tailBytes: 100 }), 'first, middle, last')
  },
)

t.test('after a rotation all that the file holds is of now', async t => {
  const path = join(t.testdir({ log: 'short' }), 'log')
  t.equal(readStderrTail(path, 1_000), 'short')
})

t.test('what cannot be read is empty; what cannot be opened is an error', async t => {
  const folder = t.testdir({ log: 'text', folder: {} })
  symlinkSync('log', join(folder, 'link'))
  t.equal(readStderrTail(join(folder, 'missing'), 0), '')
  t.equal(readStderrTail(join(folder, 'link'), 0), '')
  t.equal(readStderrTail(join(folder, 'folder'), 0), '')
  t.throws(() => openStderrFile(join(folder, 'link')), { code: 'ELOOP' })
  t.throws(() => openStderrFile(join(folder, 'folder')), { code: 'EISDIR' })
  t.throws(() => openStderrFile(join(folder, 'missing', 'log')), { code: 'ENOENT' })
})

t.test('a named pipe in its place holds nobody up', async t => {
  const path = join(t.testdir({}), 'pipe')
  execFileSync('mkfifo', [path])
  t.throws(() => openStderrFile(path), { code: 'ENXIO' })
  t.equal(readStderrTail(path, 0), '')
})

const tails: readonly (readonly [string, boolean])[] = [
  ['2026/01/02 serve.go:154: exiting\ngopls: timed out waiting for new connections\n', true],
  ['timed out waiting for new connections', true],
  ['gopls: timed out waiting for new connections\nserve.go:152: Gopls LSP daemon: listening\n', false],
  ['panic: runtime error\n', false],
  ['', false],
]
for (const [tail, isIdle] of tails)
  t.test(
    `it ended ${isIdle ? '' : 'not '}as idle when its last words were ${JSON.stringify(tail)}`,
    async t => {
      t.equal(saysIdleEnd(tail), isIdle)
    },
  )
