import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startDirectly, startDropIns } from './contenders.js'
import { type Figure, percentile, type Stage } from './figure.js'
import type { LanguageServer } from './lsp-client.js'
import { takeTurns, time } from './turns.js'

const decisionMs = 15

/** What the drop-in's launcher adds to a command that is the real gopls's own. */
export async function measureLauncher(stage: Stage): Promise<readonly Figure[] | string> {
  const [dropIn] = await startDropIns(stage, {})
  if (!dropIn) return 'there is no drop-in'
  const direct = startDirectly(stage)
  const [throughMs = [], directMs = []] = await takeTurns(
    [dropIn, direct],
    stage.isQuick ? 10 : 100,
    server => time(() => askVersion(server)),
  )
  const limit = percentile(directMs, 50) + decisionMs
  return [
    {
      name: 'launcher: gopls version, ms',
      series: [
        { of: 'drop-in', values: throughMs, targets: [{ of: 50, limit, rule: `gopls + ${decisionMs}` }] },
        { of: 'gopls', values: directMs, isAlternative: true },
      ],
    },
  ]
}

async function askVersion({ command, environment }: LanguageServer): Promise<void> {
  const child = spawn(command, ['version'], { env: { ...process.env, ...environment }, stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${command} version ended with ${String(code)}`)
}
