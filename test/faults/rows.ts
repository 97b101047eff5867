import { binaryRows } from './binary-rows.js'
import { daemonRows } from './daemon-rows.js'
import { deathRows } from './death-rows.js'
import { diskRows } from './disk-rows.js'
import { doorRows } from './door-rows.js'
import { dropInRows } from './drop-in-rows.js'
import type { FaultRow } from './fault-row.js'
import { frameRows } from './frame-rows.js'
import { hangRows } from './hang-rows.js'
import { lieRows } from './lie-rows.js'
import { loadRows } from './load-rows.js'
import { memoryRows } from './memory-rows.js'
import { observedRows } from './observed-rows.js'
import { outsideRows } from './outside-rows.js'
import { recordRows } from './record-rows.js'
import { sessionRows } from './session-rows.js'
import { settingRows } from './setting-rows.js'
import { sleepRows } from './sleep-rows.js'

/** The matrix, in the order in which it is played. */
export const faultRows: readonly FaultRow[] = [
  ...deathRows,
  ...sessionRows,
  ...hangRows,
  ...loadRows,
  ...memoryRows,
  ...daemonRows,
  ...sleepRows,
  ...binaryRows,
  ...outsideRows,
  ...recordRows,
  ...diskRows,
  ...doorRows,
  ...settingRows,
  ...frameRows,
  ...lieRows,
  ...dropInRows,
  ...observedRows,
]
