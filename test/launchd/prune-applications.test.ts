import { mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { switchCurrent } from '../../src/launchd/current-application.js'
import { chooseUnneeded, pruneApplications } from '../../src/launchd/prune-applications.js'

const nameOf = (number: number) => `1.0.${number}-0000000${number}`
const installed = [1, 2, 3, 4].map(number => ({ name: nameOf(number), installedAtMs: number * 1000 }))

const rows: readonly {
  readonly what: string
  readonly current: number
  readonly keep?: readonly number[]
  readonly commands?: readonly string[]
  readonly removed: readonly number[]
}[] = [
  { what: 'but for the one before, those of old go', current: 4, keep: [3], removed: [2, 1] },
  { what: 'the one before may be older than others', current: 4, keep: [1], removed: [3, 2] },
  {
    what: 'the same one again is no reason to lose the one to go back to',
    current: 4,
    keep: [4],
    removed: [2, 1],
  },
  { what: 'after going back the newer one stays', current: 1, removed: [3, 2] },
  {
    what: 'one that a relay uses stays',
    current: 4,
    keep: [3],
    commands: ['node', `/usr/bin/node /Users/\\M-CM-)/app/${nameOf(1)}/dist/cli/lsp.js -rpc.trace`],
    removed: [2],
  },
  {
    what: 'a name that is only the beginning of another is not in use',
    current: 4,
    keep: [3],
    commands: [`node /app/${nameOf(1)}0/dist/cli/lsp.js`, `vi /app/${nameOf(2)}`],
    removed: [2, 1],
  },
]

for (const { what, current, keep = [], commands = [], removed } of rows)
  t.test(what, async t => {
    const unneeded = chooseUnneeded({
      installed,
      current: nameOf(current),
      keep: keep.map(nameOf),
      commands,
    })
    t.strictSame(unneeded, removed.map(nameOf))
  })

t.test('whatever is there, nothing that anybody needs is chosen, and one to go back to remains', async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 })
  const some = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 9 }), some, some, (there, current, keep, used) => {
      const unneeded = chooseUnneeded({
        installed: there.map(number => ({ name: nameOf(number), installedAtMs: number })),
        current: nameOf(current),
        keep: keep.map(nameOf),
        commands: used.map(number => `node /x/app/${nameOf(number)}/dist/cli/main.js`),
      })
      const needed = [current, ...keep, ...used].map(nameOf)
      const others = there.filter(number => number !== current)
      return (
        !unneeded.some(name => needed.includes(name)) &&
        unneeded.length <= Math.max(0, others.length - 1) &&
        new Set(unneeded).size === unneeded.length
      )
    }),
  )
})

t.test('only applications are removed', async t => {
  const folder = t.testdir({ tools: {}, '1.0.0-custom': {}, '.partial-1-x': {} })
  for (const { name, installedAtMs } of installed) {
    mkdirSync(join(folder, name, 'dist'), { recursive: true })
    utimesSync(join(folder, name), installedAtMs / 1000, installedAtMs / 1000)
  }
  await switchCurrent(folder, nameOf(4))
  const options = { keep: [nameOf(3)], commands: [`node ${folder}/${nameOf(2)}/dist/cli/lsp.js`] }
  t.strictSame(await pruneApplications(folder, options), [nameOf(1)])
  t.strictSame(await pruneApplications(folder, options), [], 'and once')
  t.strictSame(
    readdirSync(folder).toSorted(),
    ['.partial-1-x', '1.0.0-custom', nameOf(2), nameOf(3), nameOf(4), 'current', 'tools'].toSorted(),
  )
})

t.test('without a folder there is nothing to remove', async t => {
  t.strictSame(await pruneApplications(join(t.testdir({}), 'app'), { keep: [], commands: [] }), [])
})
