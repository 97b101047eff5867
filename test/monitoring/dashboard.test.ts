import { spawnSync } from 'node:child_process'
import t from 'tap'
import { fillIn, type Panel, readDashboard } from './monitoring-files.js'

const { panels, templating } = readDashboard()
const promtool = spawnSync('promtool', ['--version']).error ? { skip: 'promtool is not installed' } : {}

t.test('each panel has an id of its own, a name, a question and a place', async t => {
  const ids = panels.map(({ id }) => id)
  t.equal(new Set(ids).size, ids.length)
  for (const { title, targets, gridPos } of panels) {
    t.ok(title)
    t.strictSame(
      targets.map(({ refId }) => refId),
      ['A', 'B', 'C', 'D', 'E'].slice(0, Math.max(1, targets.length)),
      title,
    )
    t.ok(gridPos.x + gridPos.w <= 24, `${title} is within the grid`)
  }
  const overlapping = panels.flatMap(one =>
    panels.filter(two => one.id < two.id && overlap(one, two)).map(two => [one.title, two.title]),
  )
  t.strictSame(overlapping, [])
})

t.test('every variable in use is defined', async t => {
  const used = [...JSON.stringify(panels).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name)
  const defined = templating.list.map(({ name }) => name)
  t.strictSame([...new Set(used)].sort(), [...defined, '__rate_interval'].sort())
})

t.test('promtool reads every question', promtool, async t => {
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => fillIn(expr)))
  const rules = expressions.map((expr, index) => ({ record: `question:${index}`, expr }))
  // YAML includes JSON.
  const folder = t.testdir({ 'rules.yml': JSON.stringify({ groups: [{ name: 'dashboard', rules }] }) })
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'rules', `${folder}/rules.yml`], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  t.equal(status, 0, stderr)
  t.match(stdout, `${expressions.length} rules found`)
})

function overlap({ gridPos: one }: Panel, { gridPos: two }: Panel): boolean {
  return one.x < two.x + two.w && two.x < one.x + one.w && one.y < two.y + two.h && two.y < one.y + one.h
}
