import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { readEventFile } from '../../src/supervisor/event-file.js'
import { openEvents } from '../../src/supervisor/open-events.js'

const writer = fileURLToPath(new URL('event-writer.ts', import.meta.url))
const rounds = Number(process.env['REPEAT'] ?? 5)

for (let round = 1; round <= rounds; round += 1)
  t.test(`SIGKILL in the midst of writing takes the end and nothing else (${round})`, async t => {
    const eventsFile = join(t.testdir({}), 'events.jsonl')
    const child = spawn(process.execPath, [...process.execArgv, writer, eventsFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(() => child.kill('SIGKILL'))
    const end = once(child, 'close')
    const turns = 20 + Math.random() * 200
    await new Promise<void>(resolve => {
      let told = 0
      child.stdout.on('data', ({ length }: Buffer) => {
        told += length
        if (told >= turns) resolve()
      })
    })
    child.kill('SIGKILL')
    await end

    const kept = await readEventFile(eventsFile)
    const first = kept[0]?.seq ?? 0
    const last = kept.at(-1)?.seq ?? 0
    t.ok(kept.length > 100)
    t.equal(kept.length, last - first + 1, 'no hole')
    t.ok(statSync(eventsFile).size <= 1024 * 1024)

    const next = openEvents({ paths: { eventsFile }, keptEvents: kept, troubles: { set: () => undefined } })
    next.log.emit('daemon.started', {})
    next.close()
    t.ok(next.history.lastSeq > last)
    t.equal((await readEventFile(eventsFile)).at(-1)?.seq, next.history.lastSeq)
    t.ok(readFileSync(eventsFile, 'utf8').endsWith('\n'))
  })
