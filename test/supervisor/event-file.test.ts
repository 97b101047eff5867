import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { EventFile, type EventFileLimits, readEventFile } from '../../src/supervisor/event-file.js'
import type { EventLine } from '../../src/supervisor/event-line.js'
import { eventually } from '../host/eventually.js'
import { mountTmpfs, tmpfsMissing } from '../logs/mount-tmpfs.js'

const limits = {
  maxFileBytes: 2_000,
  batchBytes: 1_000,
  batchDelayMs: 10,
  maxWaitingBytes: 1_500,
  retryDelayMs: 10,
}

t.test('events are written in batches: after a moment, or when there are many', async t => {
  const { file, path } = open(t)
  file.add(line(1))
  file.add(line(2))
  t.equal(existsSync(path), false)
  await eventually(async () => existsSync(path) || undefined)
  t.strictSame(await seqsOf(path), [1, 2])
  for (let seq = 3; seq <= 12; seq += 1) file.add(line(seq))
  t.strictSame((await seqsOf(path)).length, 12, 'a full batch does not wait')
  t.equal(statSync(path).mode & 0o777, 0o600)
})

t.test('what waits is written at close, and nothing after it', async t => {
  const { file, path } = open(t, { ...limits, batchDelayMs: 60_000 })
  file.add(line(1))
  file.close()
  file.add(line(2))
  file.close()
  t.strictSame(await seqsOf(path), [1])
})

t.test('what waits is written when the process ends', async t => {
  const path = join(t.testdir({}), 'events.jsonl')
  const module = JSON.stringify(new URL('../../src/supervisor/event-file.ts', import.meta.url).href)
  const script = `
    const { EventFile } = await import(${module})
    const file = new EventFile({ file: ${JSON.stringify(path)}, onTrouble() {} })
    file.add(${JSON.stringify(line(1))})
    process.exit(1)`
  const { status } = spawnSync(process.execPath, [...process.execArgv, '--input-type=module', '-e', script])
  t.equal(status, 1)
  t.strictSame(await seqsOf(path), [1])
})

t.test('the file and the one before it are bounded, and read as one', async t => {
  const { file, path, folder } = open(t)
  for (let seq = 1; seq <= 200; seq += 1) {
    file.add(line(seq))
    file.flush()
    for (const each of ['events.jsonl', 'events.old.jsonl'])
      if (existsSync(join(folder, each)) && statSync(join(folder, each)).size > limits.maxFileBytes)
        t.fail('too large')
  }
  const seqs = await seqsOf(path)
  t.equal(seqs.at(-1), 200)
  t.equal(seqs.length, 200 - (seqs[0] ?? 0) + 1, 'without a hole')
  t.ok(seqs.length > 20, 'a file is not thrown away before the next is full')
})

t.test('a line that was cut short by a death is skipped, and the next one stands apart', async t => {
  const { file, path } = open(t)
  const whole = `${line(1).json}\n${line(2).json}`
  for (let cut = 0; cut <= whole.length; cut += 1) {
    writeFileSync(path, whole.slice(0, cut), { mode: 0o600 })
    const next = new EventFile({ file: path, onTrouble: () => undefined, limits })
    next.add(line(3))
    next.close()
    const seqs = await seqsOf(path)
    if (
      seqs.at(-1) !== 3 ||
      seqs.length !== 1 + Number(cut >= line(1).json.length) + Number(cut === whole.length)
    )
      t.fail(`cut at ${cut}: ${seqs.join()}`)
  }
  file.close()
})

t.test('numbers that do not rise are not read', async t => {
  const { path } = open(t)
  writeFileSync(path, [1, 5, 5, 3, 6].map(seq => line(seq).json).join('\n'), { mode: 0o600 })
  t.strictSame(await seqsOf(path), [1, 5, 6])
})

t.test('a file that others may write is not read, nor is a folder', async t => {
  const { path } = open(t)
  writeFileSync(path, line(1).json)
  chmodSync(path, 0o666)
  t.strictSame(await seqsOf(path), [])
  rmSync(path)
  mkdirSync(path)
  t.strictSame(await seqsOf(path), [])
})

const faults: readonly [string, (place: Place) => void, (place: Place) => void][] = [
  [
    'a folder stands in its place',
    ({ path }) => mkdirSync(path),
    ({ path }) => rmSync(path, { recursive: true }),
  ],
  [
    'a named pipe that nobody reads stands in its place',
    ({ path }) => void spawnSync('mkfifo', [path]),
    ({ path }) => rmSync(path),
  ],
  [
    'a file stands in the place of its folder',
    ({ folder }) => {
      rmSync(folder, { recursive: true })
      writeFileSync(folder, '')
    },
    ({ folder }) => {
      rmSync(folder)
      mkdirSync(folder)
    },
  ],
  ['its folder is gone', ({ folder }) => renameSync(folder, `${folder}-away`), () => undefined],
]
for (const [name, fault, repair] of faults) {
  t.test(`${name}: that is told once, and heals`, async t => {
    const { file, path, folder, told } = open(t)
    fault({ path, folder })
    file.add(line(1))
    await eventually(async () => (told.length > 0 ? true : undefined))
    file.add(line(2))
    repair({ path, folder })
    await eventually(async () => (told.length > 1 ? true : undefined))
    t.match(told, [
      [/^Error: E/, 0],
      [undefined, 0],
    ])
    t.strictSame(await seqsOf(path), [1, 2])
  })
}

t.test(
  'a full disk is told, leaves no half line behind, and heals when there is room',
  {
    skip: tmpfsMissing,
  },
  async t => {
    const folder = mountTmpfs(t, '64k')
    const path = join(folder, 'events.jsonl')
    const { file, told } = watch(t, path, { ...limits, maxFileBytes: 1_000_000, maxWaitingBytes: 20_000 })
    const ballast = join(folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(40_000))
    let seq = 0
    while (told.length === 0) {
      for (let count = 0; count < 30; count += 1) file.add(line(++seq))
      file.flush()
      await turn()
    }
    t.match(told[0], [/ENOSPC/, 0])
    t.ok(readFileSync(path, 'utf8').endsWith('}\n'), 'what did not fit was taken back')
    t.equal((await seqsOf(path)).includes(1), true, 'what was written before stands')
    rmSync(ballast)
    await eventually(async () => (told.length > 1 ? true : undefined))
    const seqs = await seqsOf(path)
    t.strictSame([told[1], seqs.length, seqs.at(-1)], [[undefined, 0], seq, seq])
  },
)

t.test('of what waits for too long the oldest is lost, and counted', async t => {
  const { file, path, told } = open(t)
  mkdirSync(path)
  for (let seq = 1; seq <= 100; seq += 1) file.add(line(seq))
  rmSync(path, { recursive: true })
  await eventually(async () => (told.length > 1 ? true : undefined))
  const seqs = await seqsOf(path)
  t.equal(seqs.at(-1), 100)
  t.ok(seqs.length < 20)
  t.strictSame(told[1], [undefined, 100 - seqs.length])
})

interface Place {
  readonly path: string
  readonly folder: string
}

function open(t: Test, given = limits) {
  const folder = join(t.testdir({ logs: {} }), 'logs')
  const path = join(folder, 'events.jsonl')
  return { ...watch(t, path, given), path, folder }
}

function watch(t: Test, path: string, given: EventFileLimits) {
  const told: (readonly [string | undefined, number])[] = []
  const onTrouble = (detail: string | undefined, lost: number) => void told.push([detail, lost])
  const file = new EventFile({ file: path, onTrouble, limits: given })
  t.teardown(() => file.close())
  return { file, told }
}

/** About a hundred bytes. */
function line(seq: number): EventLine {
  const data = { text: 'x'.repeat(30) }
  return { seq, json: JSON.stringify({ seq, time: '2026-01-01', kind: 'instance.ready', data }) }
}

async function seqsOf(path: string): Promise<readonly number[]> {
  return (await readEventFile(path)).map(({ seq }) => seq)
}
