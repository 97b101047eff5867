import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { GoroutineDump } from '../../../src/core/goroutines.js'
import { hangingSession, readDump } from './hanging-session.js'
import { end, launch, openDesk } from './open-desk.js'

t.test('a crash with more stacks than are read at its end is found by its first words', async t => {
  const opened = openDesk(t)
  launch(opened)
  const stacks = 'goroutine 7 [select]:\nmain.wait()\n\t/x.go:7\n\n'.repeat(40_000)
  const crash = 'fatal error: concurrent map writes\n\ngoroutine 1 [running]:\nmain.index()\n\t/x.go:1\n\n'
  writeFileSync(opened.stderrPath, `listening\n${crash}${stacks}exit status 2\n`)
  end(opened, { code: 2 })
  await opened.desk.close()
  t.match(await opened.read(), { line: 'fatal error in main.index: concurrent map writes' })
})

t.test('many at once are all kept, and Go is asked for its version once', async t => {
  const opened = openDesk(t)
  for (let slot = 1; slot <= 40; slot += 1) {
    const instance = { instance: `${slot}`, generation: 1 }
    opened.log.emit('instance.ended', { how: { kind: 'exited', code: 3, signal: null } }, instance)
  }
  await opened.desk.close()
  t.equal(opened.ids().length, 40)
  t.strictSame(opened.troubles, [])
  t.equal(opened.goVersions, 1)
})

t.test('while an event is told no dump is read, and afterwards each of them once', async t => {
  const opened = openDesk(t)
  launch(opened)
  const hanging = hangingSession()
  const { reads, dumps } = countReads(['blocked1', 'blocked2'])
  opened.inquiry = { own: { ...hanging.exhibit, dumps }, sessions: [] }
  opened.log.emit(
    'instance.terminating',
    { reason: 'hang', because: 'silent' },
    { instance: '1', generation: 1 },
  )
  t.strictSame(reads, [])
  await opened.desk.close()
  t.strictSame(reads, ['blocked1', 'blocked2'])
  t.match(await opened.read(), { cause: 'blocked-in-system-call' })
})

t.test('what a writer that was killed left behind goes with the next incident', async t => {
  const opened = openDesk(t)
  const left = join(opened.folder, '.new-2026-08-01T09-00-00.000Z-deadlock-2')
  mkdirSync(left, { recursive: true })
  const longAgo = new Date(opened.nowMs - 61_000)
  utimesSync(left, longAgo, longAgo)
  launch(opened)
  end(opened, { code: 3 })
  await opened.desk.close()
  t.match(opened.ids(), [/exit-code-1$/])
  t.equal(opened.ids().length, 1)
})

/** Dumps that tell when their text is read for its goroutines. */
function countReads(names: readonly string[]) {
  const reads: string[] = []
  const dumps = names.map(name => {
    const text = readDump(name)
    const split = (...by: readonly [string]): readonly string[] => {
      reads.push(name)
      return text.split(...by)
    }
    return new GoroutineDump(Object.assign(Object(text) as string, { split }))
  })
  return { reads, dumps }
}
