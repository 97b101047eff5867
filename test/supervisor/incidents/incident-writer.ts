import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { end, launch, openDesk } from './open-desk.js'

/** Keeps one incident after the other, with what came after each, until it is killed: `incident-writer.ts HOME`. */
const [, , home = ''] = process.argv
const settings = { incidents: { keep: 20, maxTotalSizeBytes: 10 * 1024 ** 2 } }
const opened = openDesk({ teardown: () => undefined }, settings, join(home, 'logs'))
for (;;) {
  opened.nowMs = Date.now()
  const isWritten = new Promise<void>(resolve => {
    const stop = opened.log.subscribe(({ kind }) => {
      if (kind !== 'incident.opened') return
      stop()
      resolve()
    })
  })
  // Generations begin again: a slot of its own for each incident.
  launch(opened, 1)
  end(opened, { code: 3 }, 1)
  await isWritten
  // The same again, and again: each time what is told of it is written anew.
  for (const generation of [2, 3, 4]) {
    launch(opened, generation)
    end(opened, { code: 3 }, generation)
  }
  writeSync(1, '.')
}
