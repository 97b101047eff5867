import { openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemClock } from '../../src/host/clock.js'
import { LogFile } from '../../src/logs/log-file.js'
import { LogKeeper } from '../../src/logs/log-keeper.js'

/** Writes numbered lines and rotates as fast as it can until it is killed; notes each number once its line is written. */
const [, , path = '', name = '', notes = ''] = process.argv
const noted = openSync(notes, 'a')
const file = new LogFile(path)
const keeper = new LogKeeper({
  folder: dirname(path),
  file,
  limits: () => ({ maxSizeBytes: 1_000, maxFiles: 100_000 }),
  slotsInUse: () => new Set(),
  clock: systemClock,
  onTrouble: detail => {
    if (detail !== undefined) throw new Error(detail)
  },
  emit: () => undefined,
})
for (let number = 0; ; ) {
  for (const last = number + 40; number < last; number += 1) {
    file.write(`${name} ${number} ${'x'.repeat(40)}\n`)
    writeSync(noted, `${number}\n`)
  }
  await keeper.start()
}
