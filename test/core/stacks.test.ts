import { readFileSync } from 'node:fs'
import t from 'tap'
import { compareStacks } from '../../src/core/stacks.js'

/** Of gopls 0.23: without a session; with one that was just opened; and 1 s and 3 s after it was blocked. */
const idle = readDump('idle')
const loaded = readDump('loaded')
const blocked1 = readDump('blocked1')
const blocked2 = readDump('blocked2')

t.test(
  'a session that is blocked in a file is stuck, whatever the diagnostics in the background do',
  async t => {
    t.equal(compareStacks(blocked1, blocked2), 'stuck')
  },
)

t.test('a gopls that handles no request is idle', async t => {
  t.equal(compareStacks(idle, idle), 'idle')
  t.equal(compareStacks(idle, loaded), 'idle', 'work in the background is no request')
  t.equal(compareStacks(blocked1, idle), 'idle', 'what was being handled is answered')
  t.equal(compareStacks('', ''), 'idle')
})

t.test('a request that came between the two dumps proves nothing', async t => {
  t.equal(compareStacks(idle, blocked1), 'different')
})

t.test('how long it has been waiting does not count', async t => {
  const later = blocked2
    .replaceAll('[syscall]', '[syscall, 5 minutes]')
    .replaceAll('[chan receive]', '[chan receive, 5 minutes, locked to thread]')
  t.equal(compareStacks(blocked1, later), 'stuck')
})

t.test('addresses and arguments do not count', async t => {
  t.equal(compareStacks(blocked1, blocked2.replaceAll(/0x[0-9a-f]{4,}/g, '0xc000badcafe')), 'stuck')
})

t.test('the head lines of a SIGQUIT are read too', async t => {
  const asSigquit = (dump: string) => dump.replaceAll(/^goroutine (\d+) /gm, 'goroutine $1 gp=0xc0001 m=nil ')
  t.equal(compareStacks(asSigquit(blocked1), asSigquit(blocked2)), 'stuck')
})

const moved: readonly (readonly [string, (dump: string) => string])[] = [
  ['runs', dump => dump.replaceAll('[syscall]', '[running]')],
  ['is about to run', dump => dump.replaceAll('[syscall]', '[runnable]')],
  ['waits for something else', dump => dump.replaceAll('[syscall]', '[semacquire]')],
  ['is somewhere else', dump => dump.replace('os.ReadFile(', 'os.WriteFile(')],
  ['is another one', dump => dump.replaceAll(/^goroutine (197|198) /gm, 'goroutine 9$1 ')],
]
for (const [name, change] of moved)
  t.test(`a handler that ${name} makes them different`, async t => {
    t.not(change(blocked2), blocked2)
    t.equal(compareStacks(blocked1, change(blocked2)), 'different')
  })

t.test('waiting for somebody else in the process is no system call', async t => {
  const waits = (dump: string) => dump.replaceAll('[syscall]', '[sync.WaitGroup.Wait]')
  t.equal(compareStacks(waits(blocked1), waits(blocked2)), 'equal')
})

t.test('one that runs at the same place in both is at work', async t => {
  const runs = blocked1.replaceAll('[syscall]', '[running]')
  t.equal(compareStacks(runs, runs), 'different')
})

t.test('requests of other sessions that come and go do not hide a blocked one', async t => {
  const other = (id: number) =>
    `goroutine ${id} [runnable]:\ngolang.org/x/tools/gopls/internal/protocol.serverDispatch({0x1, 0x2})\n\n`
  t.equal(compareStacks(other(5001) + blocked1, other(5002) + blocked2), 'stuck')
})

function readDump(name: string): string {
  return readFileSync(new URL(`dumps/${name}.txt`, import.meta.url), 'utf8')
}
