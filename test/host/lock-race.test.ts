import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { systemClock } from '../../src/host/clock.js'
import type { Answer, Order } from './lock-contender.js'

const rounds = Number(process.env['REPEAT'] ?? 20)
const contenderFile = fileURLToPath(new URL('lock-contender.ts', import.meta.url))
t.setTimeout(600_000 + rounds * 10_000)
const contenders = new Set<ChildProcess>()

t.teardown(() => Promise.all([...contenders].map(kill)))

async function start(): Promise<ChildProcess> {
  const child = fork(contenderFile)
  contenders.add(child)
  await once(child, 'message')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  contenders.delete(child)
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function ask(child: ChildProcess, order: Order): Promise<Answer> {
  const answered = once(child, 'message')
  child.send(order)
  const [answer] = (await answered) as [Answer]
  return answer
}

/** All of them reach for the lock in the same moment: the winners. */
async function race(folder: string): Promise<{ winners: ChildProcess[]; outcomes: string[] }> {
  const atMs = systemClock.monotonicMs() + 10
  const racers = [...contenders]
  const answers = await Promise.all(racers.map(child => ask(child, { kind: 'acquire', folder, atMs })))
  const outcomes = answers.map(answer => (answer.kind === 'acquired' ? answer.outcome : answer.kind))
  return { winners: racers.filter((_, index) => outcomes[index] === 'won'), outcomes: outcomes.sort() }
}

t.test('of several processes that race for the lock exactly one wins', async t => {
  const folder = join(t.testdir({}), 'lock')
  await Promise.all([start(), start(), start(), start()])
  for (let round = 0; round < rounds; round++) {
    const { winners, outcomes } = await race(folder)
    t.strictSame(outcomes, ['held', 'held', 'held', 'won'], `round ${round}`)
    const [winner] = winners
    if (!winner) return
    if (round % 4 === 0) {
      await kill(winner)
      await start()
    } else await ask(winner, { kind: 'release' })
  }
})

t.test('nobody gets a lock that another holds, however often it changes hands', async t => {
  const base = t.testdir({})
  const folder = join(base, 'lock')
  const witness = join(base, 'witness')
  const untilMs = systemClock.monotonicMs() + rounds * 100
  const answers = await Promise.all(
    [...contenders].map(child => ask(child, { kind: 'hammer', folder, witness, untilMs })),
  )
  t.equal(answers.length, 4)
  for (const answer of answers) t.match(answer, { kind: 'hammered', violations: 0 })
  const wins = answers.reduce((sum, answer) => sum + (answer.kind === 'hammered' ? answer.wins : 0), 0)
  t.ok(wins > 4, `${wins} wins`)
  t.strictSame(readdirSync(folder), [])
})
