import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import type { SpawnPlan } from '../../src/control/supervision.js'
import { resolvePaths } from '../../src/host/paths.js'
import { planLaunch } from '../../src/supervisor/plan-launch.js'
import { writeProgram } from '../gopls/write-program.js'

for (const isScript of [true, false])
  t.test(
    `a gopls that is ${isScript ? 'a script' : 'a program'} is started with its editor's environment`,
    async t => {
      const { plan, path, order } = open(t, { isScript, throughRelay: false })
      const spawned = await plan.spawn(order)
      if (!spawned.ok) throw new Error(JSON.stringify(spawned.end))
      await spawned.child?.ended
      const callers = isScript ? `:${path}:` : ''
      t.equal(readFileSync(order.stderrPath, 'utf8'), `editor's, settings', ${callers}\n`)
    },
  )

t.test('through a relay only what is added to its environment is told', async t => {
  const { plan, path, order, asked } = open(t, { isScript: true, throughRelay: true })
  await plan.spawn(order)
  t.strictSame(asked, [{ ...order, environment: { GOPLS_GUARDIAN_CALLERS: `:${path}:`, B: "settings'" } }])
})

function open(
  t: Test,
  { isScript, throughRelay }: { readonly isScript: boolean; readonly throughRelay: boolean },
) {
  const folder = t.testdir()
  const path = writeProgram(join(folder, 'gopls'), 'echo "$A, $B, $GOPLS_GUARDIAN_CALLERS" >&2')
  const asked: SpawnPlan[] = []
  const plan = planLaunch(
    {
      id: '1',
      generation: 1,
      binary: { path, realPath: path, version: 'v0.23.0', fileIdentity: 'x', source: 'path', isScript },
      provision: {
        lease: { key: 'k', roots: [], goplsArgs: [] },
        named: null,
        environment: { A: "editor's", B: "editor's" },
        throughRelay,
      },
    },
    {
      paths: resolvePaths({ platform: 'linux', environment: {}, homeFolder: folder, currentFolder: folder }),
      socketFolder: folder,
      homeFolder: folder,
      environment: { A: 'ours' },
      settings: { ...defaultSettings, gopls: { ...defaultSettings.gopls, env: { B: "settings'" } } },
      relay: {
        spawn: async order => {
          asked.push(order)
          return { ok: false, detail: 'only asked' }
        },
      },
      onLogTrouble: detail => t.fail(detail),
    },
  )
  const order = { path, args: [], folder, stderrPath: join(folder, 'log') }
  return { plan, path, order, asked }
}
