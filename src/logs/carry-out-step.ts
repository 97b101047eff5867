import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { RotationStep } from './rotation-plan.js'

export interface StepSurroundings {
  readonly folder: string
  /** Opens guardian.log anew; throws where that cannot be. */
  readonly reopen: () => void
  readonly signal: AbortSignal
}

/** More than that came in the time of one copy only in a flood, and is dropped as such. */
const maxRestBytes = 1024 ** 2

/** Carries out one step, and resolves with how many bytes are in no file any more. Throws what the system says. */
export async function carryOutStep(step: RotationStep, surroundings: StepSurroundings): Promise<number> {
  const { folder, reopen, signal } = surroundings
  const at = (name: string): string => join(folder, name)
  switch (step.kind) {
    case 'remove':
      rmSync(at(step.file), { force: true })
      return 0
    case 'rename':
      renameSync(at(step.file), at(step.to))
      return 0
    case 'reopen':
      reopen()
      return 0
    case 'copy': {
      const range = { start: step.fromByte, end: step.fromByte + step.bytes - 1 }
      await pipeline(createReadStream(at(step.file), range), writeNew(at(step.to)), { signal })
      return 0
    }
    case 'pack':
      // zlib works on a thread of its own.
      await pipeline(createReadStream(at(step.file)), createGzip(), writeNew(at(step.to)), { signal })
      return 0
    case 'cut':
      return step.droppedBytes + cutFront(at(step.file), step.bytes)
    default:
      return step satisfies never
  }
}

/** On the disk when it ends, since the file that it stands for is removed after it. */
function writeNew(path: string): NodeJS.WritableStream {
  return createWriteStream(path, { mode: 0o600, flush: true })
}

/** At once, so that next to nothing can be written between the look at the rest and the cut. */
function cutFront(path: string, bytes: number): number {
  const { O_RDWR, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants
  const fd = openSync(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
  try {
    const restBytes = Math.max(0, fstatSync(fd).size - bytes)
    const isKept = restBytes <= maxRestBytes
    const rest = Buffer.alloc(isKept ? restBytes : 0)
    const length = readSync(fd, rest, 0, rest.length, bytes)
    ftruncateSync(fd)
    writeSync(fd, rest, 0, length)
    return isKept ? 0 : restBytes
  } finally {
    closeSync(fd)
  }
}
