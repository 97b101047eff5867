import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { makeHome } from '../cli/stand-in-daemon.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import type { FaultRow, Seen } from './fault-row.js'
import { startGuarded } from './guarded.js'
import { playRow } from './play-row.js'
import { tabulateResults } from './results-table.js'
import { lookEveryMs } from './witness.js'

const asExpected: Seen = { state: 'ready', event: 'none', tookMs: 10 }

const sound: FaultRow = {
  name: 'planted',
  inject: 'nothing',
  expected: { state: 'ready', event: 'none' },
  longestMs: 1_000,
  mostKills: 0,
  holds: 'everything',
  skip: false,
  run: async () => asExpected,
}

const rows: readonly (readonly [name: string, row: Partial<FaultRow>, failure: RegExp | undefined])[] = [
  ['nothing planted', {}, undefined],
  ['another state', { run: async () => ({ ...asExpected, state: 'failed' }) }, /^the state is failed$/],
  ['another event', { run: async () => ({ ...asExpected, event: 'x' }) }, /^the event is x$/],
  ['too long', { run: async () => ({ ...asExpected, tookMs: 1_001 }) }, /^it took 1001 ms$/],
  [
    'something that does not hold',
    {
      run: async stage => {
        stage.check(false, 'a hover was lost')
        return asExpected
      },
    },
    /^a hover was lost$/,
  ],
  ['an error', { run: () => Promise.reject(new Error('no daemon')) }, /^no daemon$/],
  ['a row that hangs', { limitMs: 50, run: () => new Promise(() => undefined) }, /^it hung for 0\.05 s$/],
]

for (const [name, change, failure] of rows)
  t.test(`${name}: ${failure ? 'the row does not hold' : 'the row holds'}`, async t => {
    const result = await playRow({ ...sound, ...change })
    t.match(result.failures, failure ? [failure] : [])
    t.equal(result.failures.length, failure ? 1 : 0)
    const [, line = []] = tabulateResults([result])
    t.equal(line.at(-2), failure ? 'DOES NOT HOLD' : 'holds')
  })

t.test(
  'a gopls that guardian ended is counted, as told and as seen, and what a row leaves is ended',
  async t => {
    const { kills, failures } = await playRow({
      ...sound,
      limitMs: 60_000,
      run: async stage => {
        const daemon = await startGuarded(stage, { gopls: installFakeGopls(stage).path })
        await daemon.ready()
        // By a timer of this same process: what falls due before ours has looked before us.
        await delay(10 * lookEveryMs)
        await daemon.post('/api/v1/instances/1/restart')
        await daemon.instanceWhen(({ state, generation }) => state === 'ready' && generation === 2)
        return asExpected
      },
    })
    t.strictSame(kills, { told: 1, seen: 1 })
    t.strictSame(failures, ['1 gopls were ended'])
  },
)

t.test('a gopls that the row itself struck is no kill of guardian', async t => {
  const { kills, failures } = await playRow({
    ...sound,
    limitMs: 60_000,
    run: async stage => {
      const daemon = await startGuarded(stage, { gopls: installFakeGopls(stage).path })
      const { pid } = await daemon.ready()
      stage.strike(pid, 'SIGKILL')
      await daemon.instanceWhen(({ state, generation }) => state === 'ready' && generation === 2)
      return asExpected
    },
  })
  t.strictSame(kills, { told: 0, seen: 0 })
  t.strictSame(failures, [])
})

const onlyLinux = process.platform !== 'linux' && 'only Linux shows the environment of a process'

t.test(
  'a process that has the home only in its environment is left behind, and is ended',
  { skip: onlyLinux },
  async t => {
    const home = await makeHome(t)
    startSleeper(t, `${home}-other`)
    const { ended } = startSleeper(t, home)
    const { failures } = await playRow({
      ...sound,
      run: async stage => {
        stage.addHome(home)
        return asExpected
      },
    })
    t.strictSame(failures, ['left behind: sleep 60'])
    t.strictSame(await ended, [null, 'SIGKILL'])
  },
)

t.test('a row that is interrupted is given up, and clears even what it starts afterwards', async t => {
  const interruption = new AbortController()
  const told = new EventEmitter()
  const isCleared = once(told, 'cleared')
  const { failures } = await playRow(
    {
      ...sound,
      run: async stage => {
        stage.teardown(() => told.emit('closing'))
        setImmediate(() => interruption.abort())
        await once(told, 'closing')
        stage.teardown(() => told.emit('cleared'))
        return asExpected
      },
    },
    interruption.signal,
  )
  t.strictSame(failures, ['it was interrupted'])
  await isCleared
})

t.test('a row that begins after the interruption is given up at once', async t => {
  const { failures } = await playRow(
    { ...sound, run: () => new Promise(() => undefined) },
    AbortSignal.abort(),
  )
  t.strictSame(failures, ['it was interrupted'])
})

/** As a daemon is known: by a variable, not by its command. */
function startSleeper(t: Pick<Test, 'teardown'>, home: string) {
  const child = spawn('sleep', ['60'], {
    env: { ...process.env, GOPLS_GUARDIAN_HOME: home },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { ended }
}
