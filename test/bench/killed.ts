import { join } from 'node:path'
import { type DropIn, startDirectly, startDropIns } from './contenders.js'
import { measureFirstAnswer, openSession } from './editing-session.js'
import { type Figure, percentile, type Stage } from './figure.js'
import { findInstancePid } from './instance-pid.js'
import { relaunchAtOnce } from './relaunch.js'
import { settle } from './settle.js'
import { takeTurns, time } from './turns.js'
import { findStandardLibrary, type Workspace, writeSmallModule } from './workspace.js'

const allowance = 1.15

/** A gopls that is killed while a hover waits: until that hover is answered, beside a start of gopls from nothing. */
export async function measureKilled(stage: Stage): Promise<readonly Figure[]> {
  const dropIns = await startDropIns(stage, relaunchAtOnce)
  const small = writeSmallModule(join(stage.folder, 'small'))
  return [
    await measureOn(small, stage, dropIns, stage.isQuick ? 3 : 15),
    await measureOn(findStandardLibrary(), stage, dropIns, stage.isQuick ? 1 : 5),
  ]
}

async function measureOn(
  workspace: Workspace,
  stage: Stage,
  dropIns: readonly DropIn[],
  rounds: number,
): Promise<Figure> {
  const startCold = () => measureFirstAnswer(stage, startDirectly(stage), workspace)
  // Once before it counts: the files are in memory then.
  await startCold()
  const victims = await Promise.all(dropIns.map(dropIn => openVictim(stage, dropIn, workspace)))
  const [coldMs = [], ...victimsMs] = await takeTurns(
    [startCold, ...victims.map(({ killUnderHover }) => killUnderHover)],
    rounds,
    measure => measure(),
  )
  for (const { close } of victims) await close()
  const limit = allowance * percentile(coldMs, 50)
  const targets = [{ of: 50, limit, rule: `${allowance} x cold start` }] as const
  return {
    name: `killed: hover, ${workspace.name}, ms`,
    series: [
      ...dropIns.map(({ name }, index) => ({ of: name, values: victimsMs[index] ?? [], targets })),
      { of: 'cold start of gopls', values: coldMs, isAlternative: true },
    ],
  }
}

async function openVictim(stage: Stage, dropIn: DropIn, workspace: Workspace) {
  const session = await openSession(stage, dropIn, workspace)
  const { client, hover } = session
  await hover()
  await settle(session)
  return {
    close: () => client.close(),
    killUnderHover: async (): Promise<number> => {
      const pid = await findInstancePid(dropIn.home, workspace.root)
      // Stopped first, so that the hover cannot be answered before its gopls is dead.
      process.kill(pid, 'SIGSTOP')
      const answered = hover()
      const tookMs = await time(() => {
        process.kill(pid, 'SIGKILL')
        return answered
      })
      // Else the cold start, which always follows a victim, would share the computer with the rest of its load.
      await settle(session)
      return tookMs
    },
  }
}
