import t from 'tap'
import type { ObservedGopls } from '../../../src/core/observed-gopls.js'
import { observedGopls } from '../../core/sample-observed.js'
import { fakeProcessTable } from '../../host/fake-process-table.js'
import { Observing } from './observing.js'

const minuteMs = 60_000
const table = fakeProcessTable([])
const left = observedGopls({ pid: 2 ** 22 + 1, ownerPid: null })

t.test('what comes and goes is told once, and shown while it is there', async t => {
  const observing = new Observing(t, { table })
  observing.seen = [observedGopls()]
  await observing.look(0)
  await observing.look(minuteMs)
  t.match(observing.tellings('observed.appeared'), [
    { instance: 'pid-4711', data: { pid: 4711, kind: 'stdio', editor: 'vscode', ownerPid: 4000 } },
  ])
  t.match(observing.observer.snapshots(), [
    { pid: 4711, verdict: 'healthy', ageSeconds: 3_600, action: 'report', why: 'nothing to do' },
  ])
  observing.seen = []
  await observing.look(minuteMs)
  t.match(observing.tellings('observed.gone'), [{ data: { pid: 4711 } }])
  t.strictSame(observing.observer.snapshots(), [])
  t.strictSame(observing.tellings('observed.verdict'), [])
})

t.test('another process with the same pid is another', async t => {
  const observing = new Observing(t, { table })
  observing.seen = [left]
  await observing.look(0)
  observing.seen = [{ ...left, start: '200' }]
  await observing.look(10 * minuteMs)
  t.equal(observing.tellings('observed.gone').length, 1)
  t.equal(observing.observer.snapshots()[0]?.verdict, 'healthy')
})

t.test('commands come and go without a word', async t => {
  const observing = new Observing(t, { table })
  observing.seen = [observedGopls({ kind: 'command' })]
  await observing.look(0)
  observing.seen = []
  await observing.look(minuteMs)
  t.strictSame(observing.told, [])
})

t.test('an orphan is known by the editor that it had', async t => {
  const observing = new Observing(t, { table, dryRun: true })
  observing.seen = [{ ...left, ownerPid: 4000 }]
  await observing.look(0)
  observing.seen = [{ ...left, editor: 'unknown' }]
  await observing.look(minuteMs)
  await observing.look(5 * minuteMs)
  t.match(observing.tellings('observed.verdict'), [{ data: { editor: 'vscode', verdict: 'orphan' } }])
})

t.test(
  'what the first process of a container holds is an orphan only where somebody else held it',
  async t => {
    const observing = new Observing(t, { table, dryRun: true })
    const [started, inherited] = [2 ** 22 + 2, 2 ** 22 + 3]
    observing.seen = [
      { ...left, pid: started, ownerPid: 1 },
      { ...left, pid: inherited, ownerPid: 4000 },
    ]
    await observing.look(0)
    observing.seen = [started, inherited].map(pid => ({ ...left, pid, ownerPid: 1 }))
    await observing.look(minuteMs)
    await observing.look(5 * minuteMs)
    t.match(observing.observer.snapshots(), [
      { pid: started, verdict: 'healthy', ownerPid: 1 },
      { pid: inherited, verdict: 'orphan', ownerPid: null },
    ])
  },
)

t.test('one that somebody suspended together with its editor is not resumed', async t => {
  const observing = new Observing(t, { table, dryRun: true })
  observing.seen = [observedGopls({ state: 'stopped', isSuspended: true })]
  await observing.look(0)
  await observing.look(minuteMs)
  t.match(observing.observer.snapshots(), [{ verdict: 'healthy' }])
})

t.test('a look that comes back after the end tells nothing', async t => {
  let answer: (seen: readonly ObservedGopls[]) => void = () => undefined
  const seen = new Promise<readonly ObservedGopls[]>(resolve => {
    answer = resolve
  })
  const observing = new Observing(t, { table, see: () => seen })
  const looked = observing.look(0)
  await observing.observer.close()
  answer([left])
  await looked
  t.strictSame(observing.told, [])
})

t.test('a dry run signals nobody, and says what it would do', async t => {
  const observing = new Observing(t, { table, dryRun: true })
  observing.seen = [left]
  await observing.look(0)
  await observing.look(5 * minuteMs)
  t.match(observing.observer.snapshots(), [{ verdict: 'orphan', why: 'dry run: would end it' }])
  t.strictSame(observing.tellings('observed.acting'), [])
})

t.test('a late look convicts nobody, and is no news; the grace begins anew when it has settled', async t => {
  const observing = new Observing(t, { table, dryRun: true, observe: { intervalMs: minuteMs } })
  observing.seen = [left]
  const verdict = () => observing.observer.snapshots()[0]?.verdict
  await observing.look(0)
  await observing.look(30 * minuteMs)
  t.equal(verdict(), 'unknown', 'it slept')
  await observing.look(minuteMs)
  t.equal(verdict(), 'unknown', 'it settles')
  await observing.look(minuteMs)
  t.equal(verdict(), 'healthy')
  for (let minutes = 0; minutes < 4; minutes += 1) await observing.look(minuteMs)
  t.equal(verdict(), 'healthy')
  t.strictSame(observing.tellings('observed.verdict'), [])
  await observing.look(minuteMs)
  t.equal(verdict(), 'orphan')
})

t.test('a process table that took long convicts nobody', async t => {
  const observing: Observing = new Observing(t, {
    table,
    see: async () => {
      observing.nowMs += 6_000
      return [left]
    },
  })
  await observing.look(0)
  t.equal(observing.observer.snapshots()[0]?.verdict, 'unknown')
})

t.test('a look that fails changes nothing, and another follows', async t => {
  let fails = false
  const see = async (): Promise<readonly ObservedGopls[]> => {
    if (fails) throw new Error('ps failed')
    return [left]
  }
  const observing = new Observing(t, { table, see })
  await observing.look(0)
  fails = true
  await observing.look(minuteMs)
  t.match(observing.tellings('look.failed'), [{ data: { error: 'Error: ps failed' } }])
  t.equal(observing.observer.snapshots().length, 1)
})

t.test(
  'it looks by itself again and again; switched off it forgets and does not, switched on it does',
  async t => {
    let looks = 0
    let onLook: (() => void) | undefined
    const see = async (): Promise<readonly ObservedGopls[]> => {
      looks += 1
      onLook?.()
      return [left]
    }
    const lookedOn = (count: number): Promise<void> =>
      new Promise(resolve => {
        const untilLooks = looks + count
        onLook = () => looks >= untilLooks && resolve()
      })
    const observing = new Observing(t, { table, see, dryRun: true, observe: { intervalMs: 1 } })
    await lookedOn(3)
    const { observe } = observing.settings
    observing.settings = { ...observing.settings, observe: { ...observe, enabled: false } }
    observing.observer.settingsChanged()
    t.strictSame(observing.observer.snapshots(), [])
    const before = looks
    await new Promise(resolve => setTimeout(resolve, 20))
    t.ok(looks <= before + 1, 'at most the one that was under way')
    t.strictSame(observing.observer.snapshots(), [])
    observing.settings = { ...observing.settings, observe }
    const looked = lookedOn(2)
    observing.observer.settingsChanged()
    await looked
  },
)

t.test('no more than so many are kept in mind', async t => {
  const observing = new Observing(t, { table })
  observing.seen = Array.from({ length: 300 }, (_, index) => observedGopls({ pid: index + 2 }))
  await observing.look(0)
  t.equal(observing.observer.snapshots().length, 256)
})
