import fc from 'fast-check'
import t from 'tap'
import { judge } from '../../src/core/judge.js'
import { anyLooks, collect, policy } from './arbitrary-evidence.js'

const convictions = new Set(['hung', 'stopped'])

t.test('nothing that was seen while the observer stalled, slept or settled convicts', async () => {
  const unfit = fc.constantFrom('slept', 'stalled', 'settling')
  fc.assert(
    fc.property(anyLooks(unfit), looks =>
      collect(looks).every(evidence => !convictions.has(judge(evidence, policy).verdict)),
    ),
  )
})

t.test('a look by an unfit observer makes every failure before it count for nothing', async () => {
  fc.assert(
    fc.property(anyLooks(), looks => {
      const all = collect(looks)
      return all.every((evidence, index) => {
        const before = all[index - 1]
        const isFirstFitLook = before === undefined || before.last?.observer !== 'fit'
        return !isFirstFitLook || judge(evidence, policy).verdict !== 'hung'
      })
    }),
  )
})

t.test('nobody goes from healthy to hung at one look', async () => {
  fc.assert(
    fc.property(anyLooks(), looks => {
      const verdicts = collect(looks).map(evidence => judge(evidence, policy).verdict)
      return verdicts.every((verdict, index) => verdict !== 'hung' || verdicts[index - 1] !== 'healthy')
    }),
  )
})

t.test('nobody is convicted with a debugger attached', async () => {
  fc.assert(
    fc.property(anyLooks(), looks =>
      collect(
        looks.map(look => ({
          ...look,
          observation: { ...look.observation, process: { ...look.observation.process, traced: true } },
        })),
      ).every(evidence => !convictions.has(judge(evidence, policy).verdict)),
    ),
  )
})

t.test('only time that passed counts: the same looks at any hour give the same verdicts', async () => {
  const hour = 3_600_000
  fc.assert(
    fc.property(anyLooks(), fc.constantFrom(-hour, hour, 24 * hour), (looks, shiftMs) => {
      const judgeAll = (beginMs: number) => collect(looks, beginMs).map(evidence => judge(evidence, policy))
      return JSON.stringify(judgeAll(48 * hour)) === JSON.stringify(judgeAll(48 * hour + shiftMs))
    }),
  )
})

t.test('a verdict is reproduced from its evidence as it was written down', async () => {
  fc.assert(
    fc.property(anyLooks(), looks =>
      collect(looks).every(evidence => {
        const read = JSON.parse(JSON.stringify(evidence)) as typeof evidence
        return JSON.stringify(judge(read, policy)) === JSON.stringify(judge(evidence, policy))
      }),
    ),
  )
})

t.test('a held-back verdict says what held it back, and only then', async () => {
  fc.assert(
    fc.property(anyLooks(), looks =>
      collect(looks).every(evidence => {
        const { verdict, suppressed } = judge(evidence, policy)
        return suppressed === null || verdict === 'unknown'
      }),
    ),
  )
})
