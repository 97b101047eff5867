import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { SharedLook } from '../../src/supervisor/shared-look.js'
import { Suspicion } from '../../src/supervisor/suspicion.js'
import { listenAs } from '../gopls/listen-as.js'
import { serveDumps } from '../gopls/serve-dumps.js'
import { packHeapProfile } from '../gopls/write-heap-profile.js'
import { eventually } from '../host/eventually.js'

const limitMs = 5_000
const profile = packHeapProfile([{ inUseBytes: 7, stack: [['main.f']] }])
const [blocked1, blocked2, idle] = ['blocked1', 'blocked2', 'idle'].map(name =>
  readFileSync(new URL(`../core/dumps/${name}.txt`, import.meta.url), 'utf8'),
)

t.test(
  'the first dump is taken at half the limit, the second at the limit, then ever more rarely',
  async t => {
    const { suspicion } = await suspect(t, [blocked1])
    const takenAtMs: number[] = []
    for (let ageMs = 0; ageMs <= 20_000; ageMs += 100)
      if ((await suspicion.look(ageMs, limitMs)) !== undefined) takenAtMs.push(ageMs)
    t.strictSame(takenAtMs, [2_500, 5_000, 7_500, 11_300, 17_000])
  },
)

t.test('where the first dump comes late, the second one comes soon', async t => {
  const { suspicion } = await suspect(t, [blocked1])
  const takenAtMs: number[] = []
  for (let ageMs = 30_000; ageMs <= 60_000; ageMs += 100)
    if ((await suspicion.look(ageMs, limitMs)) !== undefined) takenAtMs.push(ageMs)
  t.strictSame(takenAtMs, [30_000, 31_700, 47_600])
})

t.test('where it comes a little late, the second one comes at the limit all the same', async t => {
  const { suspicion } = await suspect(t, [blocked1])
  t.equal(await suspicion.look(limitMs / 2 + 100, limitMs), 'first')
  t.equal(await suspicion.look(limitMs, limitMs), 'stuck')
})

const findings: readonly (readonly [string | undefined, string])[] = [
  [blocked2, 'stuck'],
  [idle, 'idle'],
  [blocked2?.replaceAll('[syscall]', '[runnable]'), 'different'],
]
for (const [second, finding] of findings)
  t.test(`two dumps that are ${finding} say so`, async t => {
    const { suspicion } = await suspect(t, [blocked1, second])
    t.equal(suspicion.hasStacks, false)
    t.equal(await suspicion.look(limitMs, limitMs), 'first')
    t.equal(suspicion.hasStacks, true)
    t.equal(await suspicion.look(2 * limitMs, limitMs), finding)
  })

t.test('there is never more than one dump under way', async t => {
  const { suspicion, asked } = await suspect(t, [blocked1])
  const both = await Promise.all([suspicion.look(limitMs, limitMs), suspicion.look(2 * limitMs, limitMs)])
  t.strictSame(both, ['first', undefined])
  t.equal(asked.filter(path => path.startsWith('/debug/pprof/goroutine')).length, 1)
})

t.test('who holds the heap is asked when there are stacks, and known a little later', async t => {
  const { suspicion, asked } = await suspect(t, [blocked1, blocked2])
  t.equal(suspicion.heap, undefined)
  await suspicion.look(limitMs, limitMs)
  t.match(await eventually(async () => suspicion.heap), { inUseBytes: 7, users: [{ place: 'main.f' }] })
  await suspicion.look(2 * limitMs, limitMs)
  t.equal(asked.filter(path => path === '/debug/pprof/heap').length, 1)
})

t.test('stacks are not to be had only when two tries gave none', async t => {
  const suspicion = new Suspicion(new SharedLook(await listenAs(t, () => undefined), 50))
  t.equal(await suspicion.look(limitMs / 2, limitMs), undefined)
  t.equal(await suspicion.look(limitMs - 1, limitMs), undefined)
  t.equal(await suspicion.look(limitMs, limitMs), 'unavailable')
  t.equal(suspicion.hasStacks, false)
})

t.test('where nobody listens, it is tried ever more rarely too', async t => {
  const suspicion = new Suspicion(new SharedLook('/nowhere/s', 50))
  let tries = 0
  for (let ageMs = 0; ageMs <= 600_000; ageMs += 100)
    if ((await suspicion.look(ageMs, limitMs)) === 'unavailable') tries += 1
  t.ok(tries < 15, `${tries} in ten minutes`)
})

t.test('an answer that is no dump is a sign of life, and the dumps around it are compared', async t => {
  const { suspicion } = await suspect(t, ['<html>', blocked1, '<html>', blocked2])
  const found = []
  for (const ageMs of [5_000, 10_000, 20_000, 40_000]) found.push(await suspicion.look(ageMs, limitMs))
  t.strictSame(found, ['different', 'first', 'different', 'stuck'])
})

/** A suspicion against a gopls that gives these dumps, the last one again and again, and the paths that it was asked. */
async function suspect(t: Test, dumps: readonly (string | undefined)[]) {
  const left = [...dumps]
  const asked: string[] = []
  const { socketPath } = await serveDumps(t, ({ url = '' }, response) => {
    asked.push(url)
    if (url === '/debug/pprof/heap') response.end(profile)
    else response.end(left.length > 1 ? left.shift() : left[0])
  })
  return { suspicion: new Suspicion(new SharedLook(socketPath, 10_000)), asked }
}
