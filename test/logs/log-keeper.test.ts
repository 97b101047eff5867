import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { systemClock } from '../../src/host/clock.js'
import { LogFile } from '../../src/logs/log-file.js'
import { LogKeeper } from '../../src/logs/log-keeper.js'
import { eventually } from '../host/eventually.js'
import { mountTmpfs, tmpfsMissing } from './mount-tmpfs.js'

const mib = 1024 ** 2

t.test('guardian.log of 10 MiB is rotated while everything else goes on, and no line is lost', async t => {
  const before = randomLines(10 * mib)
  const folder = t.testdir({ 'guardian.log': before })
  const { keeper, file, events } = keep(t, folder, { maxSizeBytes: 10 * mib - 1 })
  const turns = await countTurns(async () => {
    const looked = keeper.start()
    file.write('while it is packed\n')
    await looked
  })
  t.strictSame(events, ['log.rotated {"file":"guardian.log"}'])
  const packed = join(folder, 'guardian.log.1.gz')
  const rest = readFileSync(join(folder, 'guardian.log'), 'utf8')
  const whole = gunzipSync(readFileSync(packed)).toString() + rest
  t.ok(whole === `${before}while it is packed\n`, 'every line is there once')
  t.equal(statSync(packed).mode & 0o777, 0o600)
  // Packed in one go it would be some hundred.
  t.ok(turns > 1_000, `the loop went round ${turns} times meanwhile`)
})

t.test('a flood on the stderr of a gopls is bounded on the disk, and told once it is over', async t => {
  const folder = t.testdir({})
  const path = join(folder, 'gopls-1.log')
  const { keeper, events } = keep(t, folder, { maxSizeBytes: mib })
  await keeper.start()
  const stderr = openSync(path, 'a')
  const flood = spawn('sh', ['-c', `while :; do head -c ${mib} /dev/zero >&2; sleep 0.05; done`], {
    stdio: ['ignore', 'ignore', stderr],
  })
  closeSync(stderr)
  t.teardown(() => flood.kill('SIGKILL'))
  // From the second cut on the looks follow each other closely.
  let most = 0
  let cuts = 0
  for (let last = 0; cuts < 4; ) {
    const { size } = await eventually(async () => {
      const stats = statSync(path)
      return stats.size === last ? undefined : stats
    })
    if (size < last) cuts += 1
    else if (cuts > 0) most = Math.max(most, size)
    last = size
  }
  t.comment(`${Math.round(most / mib)} MiB at most while it was flooded with up to 20 MiB/s`)
  t.ok(most <= 30 * mib)
  flood.kill('SIGKILL')
  await once(flood, 'close')
  await eventually(async () => events.find(event => event.startsWith('log.lost')))
  t.match(events.at(-1), /^log\.lost \{"file":"gopls-1\.log","bytes":\d+\}$/)
  t.equal(events.filter(event => event.startsWith('log.rotated')).length, 1, 'and one rotated file is enough')
})

t.test(
  'what others append to is cut under their hands, without a hole and with what came meanwhile',
  async t => {
    const folder = t.testdir({ 'launchd.err.log': 'x'.repeat(150) })
    const { keeper } = keep(t, folder, { maxSizeBytes: 100 })
    const path = join(folder, 'launchd.err.log')
    const child = spawn('sh', ['-c', 'read go; echo later >&2'], {
      stdio: ['pipe', 'ignore', openSync(path, 'a')],
    })
    await keeper.start()
    child.stdin?.end('go\n')
    await once(child, 'close')
    t.equal(readFileSync(path, 'utf8'), 'later\n')
    t.equal(gunzipSync(readFileSync(`${path}.1.gz`)).toString(), 'x'.repeat(150))
  },
)

t.test('what keeps a log from being rotated is told, and other logs are rotated', async t => {
  const folder = t.testdir({ 'gopls-1.log.1': 'x'.repeat(101), 'launchd.out.log': 'y'.repeat(101) })
  await mkdir(join(folder, 'gopls-1.log.1.gz.partial'))
  const { keeper, troubles } = keep(t, folder, { maxSizeBytes: 100 })
  await keeper.start()
  t.match(troubles, [/cannot rotate the logs: .*EISDIR.*gopls-1\.log\.1\.gz\.partial/])
  t.ok(existsSync(join(folder, 'launchd.out.log.1.gz')))
})

t.test('guardian.log is rotated past a folder in its way, and cut where nothing can be archived', async t => {
  const folder = t.testdir({ 'guardian.log.1': { mine: '' } })
  const { keeper, file, events, troubles } = keep(t, folder, { maxSizeBytes: 100 })
  file.write(`${'x'.repeat(100)}\n`)
  await keeper.start()
  t.strictSame(readdirSync(folder).toSorted(), ['guardian.log', 'guardian.log.1', 'guardian.log.2.gz'])
  t.strictSame(troubles, [undefined])
  // Waits for ever to be packed, as on a full disk.
  writeFileSync(join(folder, 'guardian.log.3'), '')
  await mkdir(join(folder, 'guardian.log.3.gz.partial'))
  await keeper.start()
  file.write(`${'x'.repeat(400)}\n`)
  await keeper.start()
  await keeper.start()
  t.equal(statSync(join(folder, 'guardian.log')).size, 0)
  t.equal(events.at(-1), 'log.lost {"file":"guardian.log","bytes":401}')
})

t.test('one that keeps the logs of a relay leaves all others alone', async t => {
  const folder = t.testdir({ 'gopls-r7.log': 'x'.repeat(101), 'gopls-1.log': 'x'.repeat(101) })
  const { keeper } = keep(t, folder, { maxSizeBytes: 100 }, slot => slot === 'r7')
  await keeper.start()
  t.strictSame(readdirSync(folder).toSorted(), [
    'gopls-1.log',
    'gopls-r7.log',
    'gopls-r7.log.1.gz',
    'guardian.log',
  ])
})

t.test('while nothing is written it rests, and a change wakes it', async t => {
  const folder = t.testdir({})
  const { keeper, troubles } = keep(t, folder, { maxSizeBytes: 100 })
  const beganMs = performance.now()
  await keeper.start()
  writeFileSync(join(folder, 'gopls-1.log'), 'x'.repeat(101))
  await eventually(async () => existsSync(join(folder, 'gopls-1.log.1.gz')) || undefined)
  const looks = troubles.length
  const tookMs = performance.now() - beganMs
  t.ok(looks <= 3 + tookMs / 1_000, `${looks} looks in ${Math.round(tookMs)} ms`)
})

t.test('a folder that was removed is made again, and what was lost is told in one line', async t => {
  const folder = join(t.testdir({}), 'logs')
  await mkdir(folder)
  const { keeper, file, events, troubles } = keep(t, folder, { maxSizeBytes: 100 })
  await keeper.start()
  rmSync(folder, { recursive: true })
  for (const line of ['a\n', 'b\n', 'c\n']) file.write(line)
  await eventually(async () => events[0])
  t.strictSame(events, ['log.lost {"file":"guardian.log","lines":3}'])
  t.equal(troubles.at(-1), undefined)
  t.ok(existsSync(join(folder, 'guardian.log')))
})

t.test(
  'on a full disk it goes on, what grows is cut, and all is well when there is room',
  { skip: tmpfsMissing },
  async t => {
    const folder = mountTmpfs(t, '2m')
    writeFileSync(join(folder, 'gopls-1.log'), Buffer.alloc(mib, 'x'))
    const { keeper, file, troubles } = keep(t, folder, { maxSizeBytes: mib - 1 })
    try {
      writeFileSync(join(folder, 'ballast'), Buffer.alloc(2 * mib))
    } catch {
      // It is full now.
    }
    file.write('waits\n')
    await keeper.start()
    t.match(troubles, [/ENOSPC/])
    t.notOk(readdirSync(folder).some(name => name.endsWith('.gz')))
    rmSync(join(folder, 'ballast'))
    await eventually(async () => (troubles.at(-1)?.includes('guardian.log') ? undefined : true))
    t.equal(readFileSync(join(folder, 'guardian.log'), 'utf8'), 'waits\n')
    t.equal(
      await eventually(async () => (statSync(join(folder, 'gopls-1.log')).size === 0 ? 0 : undefined)),
      0,
    )
    file.close()
  },
)

function keep(
  t: Test,
  folder: string,
  limits: { readonly maxSizeBytes: number },
  isOurs?: (slot: string) => boolean,
) {
  const events: string[] = []
  const troubles: (string | undefined)[] = []
  const file = new LogFile(join(folder, 'guardian.log'))
  const keeper = new LogKeeper({
    folder,
    file,
    ...(isOurs && { isOurs }),
    limits: () => ({ maxFiles: 5, ...limits }),
    slotsInUse: () => new Set(),
    clock: systemClock,
    onTrouble: detail => troubles.push(detail),
    emit: (kind, data) => events.push(`${kind} ${JSON.stringify(data)}`),
  })
  t.teardown(() => keeper.close())
  return { keeper, file, events, troubles }
}

/** How often everything else had its turn until the work was done. */
async function countTurns(work: () => Promise<void>): Promise<number> {
  const over = new AbortController()
  const done = work().finally(() => over.abort())
  let turns = 0
  for (; !over.signal.aborted; turns += 1) await setImmediate()
  await done
  return turns
}

/** Lines that do not pack to next to nothing. */
function randomLines(bytes: number): string {
  let text = ''
  while (text.length < bytes) text += `{"number":${text.length},"chance":${Math.random()}}\n`
  return text
}
