import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { systemClock } from '../../src/host/clock.js'
import { LogFile } from '../../src/logs/log-file.js'
import { LogKeeper } from '../../src/logs/log-keeper.js'
import { LogReader } from '../../src/logs/log-reader.js'
import { eventually } from '../host/eventually.js'

const kills = Number(process.env['REPEAT'] ?? 6)
t.setTimeout(600_000 + kills * 5_000)
const writer = fileURLToPath(new URL('rotate-without-end.ts', import.meta.url))

t.test('killed wherever it may be, a daemon leaves every line once, and the next one tidies up', async t => {
  const folder = join(t.testdir({ logs: {} }), 'logs')
  const path = join(folder, 'guardian.log')
  const told: number[] = []
  for (let kill = 0; kill < kills; kill += 1) told.push(await writeUntilKilled(t, path, `k${kill}`))
  t.comment(`killed after ${told.join(', ')} lines`)

  await lookOnce(t, path)
  t.strictSame(
    readdirSync(folder).filter(name => !/^guardian\.log(\.\d+\.gz)?$/.test(name)),
    [],
  )
  const lines = readAll(path).map(line => line.split(' ', 2).join(' '))
  for (const [kill, last] of told.entries()) {
    const own = lines.filter(line => line.startsWith(`k${kill} `))
    // The kill may have come between a line and the word of it.
    const complete = Array.from(
      { length: Math.max(last + 1, own.length) },
      (_, number) => `k${kill} ${number}`,
    )
    t.strictSame(own, complete)
    t.ok(own.length <= last + 2)
  }
})

/** Resolves with the last number that it noted. */
async function writeUntilKilled(t: Test, path: string, name: string): Promise<number> {
  const notes = join(path, '..', '..', `${name}.notes`)
  const child = spawn(process.execPath, [...process.execArgv, writer, path, name, notes], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let complaints = ''
  child.stderr.on('data', data => (complaints += String(data)))
  const closed = once(child, 'close')
  await eventually(async () => (existsSync(notes) && statSync(notes).size > 0) || undefined, 30_000)
  await delay(Math.random() * 300)
  child.kill('SIGKILL')
  await closed
  t.match({ signal: child.signalCode, complaints }, { signal: 'SIGKILL', complaints: '' })
  return Number(readFileSync(notes, 'utf8').trimEnd().split('\n').at(-1))
}

async function lookOnce(t: Test, path: string): Promise<void> {
  const file = new LogFile(path)
  const keeper = new LogKeeper({
    folder: join(path, '..'),
    file,
    limits: () => ({ maxSizeBytes: 1_000, maxFiles: 100_000 }),
    slotsInUse: () => new Set(),
    clock: systemClock,
    onTrouble: detail => t.equal(detail, undefined),
    emit: () => undefined,
  })
  await keeper.start()
  keeper.close()
  file.close()
}

function readAll(path: string): readonly string[] {
  const reader = new LogReader(path)
  const lines = reader.readLast(Number.POSITIVE_INFINITY)
  reader.close()
  return lines
}
