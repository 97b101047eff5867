import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '../../src/host/clock.js'
import { LogFile } from '../../src/logs/log-file.js'
import { LogKeeper } from '../../src/logs/log-keeper.js'
import type { Figure, Stage } from './figure.js'
import { measureLongestBlock } from './loop-block.js'
import { takeTurns } from './turns.js'

const maxSizeBytes = 10 * 1024 * 1024
const limitMs = 20
/** About as long as a rotation takes: what the computer itself does to any loop. */
const idleMs = 200
const nothing = 'nothing to rotate'

/** For how long the loop stands still while a full log is rotated and packed. */
export async function measureRotation(stage: Stage): Promise<readonly Figure[]> {
  const logs = ['guardian.log', 'gopls-1.log']
  const taken = await takeTurns([...logs, nothing], stage.isQuick ? 3 : 15, (name, round) => {
    if (name === nothing) return measureLongestBlock(() => delay(idleMs))
    const folder = join(stage.folder, `${name}-${round}`)
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, name), makeLog())
    return measureLongestBlock(() => rotate(folder))
  })
  const targets = [{ of: 100, limit: limitMs }] as const
  return [
    {
      name: 'rotation: of 10 MiB, the loop is blocked for, ms',
      series: [
        ...logs.map((of, index) => ({ of, values: taken[index] ?? [], targets })),
        { of: nothing, values: taken.at(-1) ?? [], isAlternative: true },
      ],
    },
  ]
}

/** A little more than a log may have. */
function makeLog(): string {
  const line = `{"level":30,"event":"instance.verdict","instance":"1","note":"${'x'.repeat(100)}"}\n`
  return line.repeat(Math.ceil(maxSizeBytes / line.length) + 1)
}

async function rotate(folder: string): Promise<void> {
  const file = new LogFile(join(folder, 'guardian.log'))
  let rotations = 0
  const keeper = new LogKeeper({
    folder,
    file,
    limits: () => ({ maxSizeBytes, maxFiles: 5 }),
    slotsInUse: () => new Set(),
    clock: systemClock,
    onTrouble: detail => {
      if (detail !== undefined) throw new Error(detail)
    },
    emit: kind => {
      if (kind === 'log.rotated') rotations += 1
    },
  })
  await keeper.start()
  keeper.close()
  file.close()
  if (rotations !== 1) throw new Error(`${rotations} rotations`)
}
