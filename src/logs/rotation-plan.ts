import {
  guardianLogName,
  type LogName,
  packedName,
  parseLogName,
  partialName,
  plainName,
  slotOfLog,
} from './log-names.js'

export interface FoundFile {
  readonly name: string
  /** False for what only has such a name, a folder say: it is left alone, and no file gets a number below its own. */
  readonly isFile: boolean
  readonly sizeBytes: number
  readonly mtimeMs: number
}

export interface RotationPolicy {
  readonly maxSizeBytes: number
  /** How many rotated files are kept of each log. */
  readonly maxFiles: number
  /** After which a rotated file goes, and the log of a gopls that is gone. */
  readonly maxAgeMs: number
  /** The slots that may have a gopls, which holds its log open: that one must keep its name. */
  readonly slotsInUse: ReadonlySet<string>
  /** Of the whole folder. */
  readonly totalBytes: number
  /** In a flood: one rotated file in this time; what else comes is cut, for packing it would cost a core. */
  readonly archiveGapMs: number
  /** False for a while after a step failed (a full disk): nothing is copied or packed, what grows is only cut. */
  readonly mayArchive: boolean
}

export type RotationStep =
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  /** guardian.log is opened anew under its name. */
  | { readonly kind: 'reopen' }
  | {
      readonly kind: 'copy'
      readonly file: string
      readonly to: string
      readonly fromByte: number
      readonly bytes: number
    }
  /** Takes the first bytes away from a file that others append to; some of them are in no copy. */
  | { readonly kind: 'cut'; readonly file: string; readonly bytes: number; readonly droppedBytes: number }
  | { readonly kind: 'pack'; readonly file: string; readonly to: string }

/** Steps that rest on each other: where one fails, the rest of its sequence must not happen. */
export type RotationSequence = readonly RotationStep[]

/**
 * What is to be done to keep the logs within their limits. A plan may be interrupted after any step: the next plan
 * finishes or removes what it left. A rotated file is packed under another name, which it gets when it is whole;
 * where both are found, the plain one is what was left.
 */
export function planRotation(
  files: readonly FoundFile[],
  nowMs: number,
  policy: RotationPolicy,
): readonly RotationSequence[] {
  const found = files.flatMap(readFound)
  const logs = [...new Set(found.map(({ log }) => log))]
  const plans = logs.map(log =>
    planLog(
      log,
      found.filter(file => file.log === log),
      nowMs,
      policy,
    ),
  )
  // 1. What is left over, too old, too many, or too much in all: removed first, which makes room for the rest.
  const kept = plans.flatMap(({ kept }) => kept)
  const writtenBytes = plans.reduce((sum, { writtenBytes }) => sum + writtenBytes, 0)
  const tooMuch = chooseOldest(kept, writtenBytes + sumBytes(kept) - policy.totalBytes)
  const removed = [...plans.flatMap(({ removed }) => removed), ...tooMuch]
  // 2. What an earlier plan rotated and did not pack.
  const unpacked = kept.filter(file => file.form === 'plain' && !tooMuch.includes(file) && policy.mayArchive)
  return [
    ...removed.map(({ name }): RotationSequence => [{ kind: 'remove', file: name }]),
    ...plans.map(({ rotation }) => rotation).filter(({ length }) => length > 0),
    ...unpacked.map(({ log, number }) => packSteps(log, number)),
  ]
}

/** guardian.log, which loses nothing as long as it can be helped, may get so many times too long. */
const unarchivedSizes = 4

interface Found extends FoundFile, LogName {
  readonly number: number
}

function readFound(file: FoundFile): readonly Found[] {
  const meaning = parseLogName(file.name)
  return meaning ? [{ ...file, number: 0, ...meaning }] : []
}

interface LogPlan {
  readonly rotation: RotationSequence
  readonly removed: readonly Found[]
  /** What stays unless there is too much in all: rotated files, and the log of a gopls that is gone. */
  readonly kept: readonly Found[]
  /** What the log and the file that it is rotated to will take. */
  readonly writtenBytes: number
}

function planLog(log: string, found: readonly Found[], nowMs: number, policy: RotationPolicy): LogPlan {
  const files = found.filter(({ isFile }) => isFile)
  const live = files.find(({ form }) => form === 'live')
  const isOld = ({ mtimeMs }: Found): boolean => nowMs - mtimeMs > policy.maxAgeMs
  const isLeft = ({ form, number }: Found): boolean =>
    form === 'partial' ||
    (form === 'plain' && files.some(each => each.form === 'packed' && each.number === number))
  const whole = files.filter(file => file !== live && !isLeft(file)).sort((a, b) => b.number - a.number)
  const highest = Math.max(...found.map(({ number }) => number))
  const rotation = live ? rotateLog(live, highest + 1, whole[0], nowMs, policy) : []
  const places = policy.maxFiles - (isArchived(rotation) ? 1 : 0)
  const dead = live && rotation.length === 0 && isOfDeadSlot(log, policy) ? [live] : []
  const kept = [...whole.slice(0, Math.max(0, places)), ...dead].filter(file => !isOld(file))
  const stays = dead.length === 0 ? live : undefined
  return {
    rotation,
    removed: files.filter(file => file !== stays && !kept.includes(file)),
    kept,
    writtenBytes: stays ? stays.sizeBytes - countDropped(rotation) : 0,
  }
}

function isOfDeadSlot(log: string, { slotsInUse }: RotationPolicy): boolean {
  const slot = slotOfLog(log)
  return slot !== undefined && !slotsInUse.has(slot)
}

function isArchived(rotation: RotationSequence): boolean {
  return rotation.some(({ kind }) => kind === 'pack')
}

function countDropped(rotation: RotationSequence): number {
  return rotation.reduce((sum, step) => sum + (step.kind === 'cut' ? step.droppedBytes : 0), 0)
}

function rotateLog(
  { log, sizeBytes }: Found,
  number: number,
  newest: Found | undefined,
  nowMs: number,
  { maxSizeBytes, mayArchive, archiveGapMs }: RotationPolicy,
): RotationSequence {
  if (sizeBytes <= maxSizeBytes) return []
  const to = plainName(log, number)
  const cut: RotationSequence = [{ kind: 'cut', file: log, bytes: sizeBytes, droppedBytes: sizeBytes }]
  if (log === guardianLogName) {
    if (mayArchive) return [{ kind: 'rename', file: log, to }, { kind: 'reopen' }, ...packSteps(log, number)]
    return sizeBytes > unarchivedSizes * maxSizeBytes ? cut : []
  }
  const isFlood = newest !== undefined && Math.abs(nowMs - newest.mtimeMs) < archiveGapMs
  if (isFlood || !mayArchive) return cut
  // Of more than fits the end is worth most: it is where a crash leaves its trace.
  const fromByte = sizeBytes - maxSizeBytes > maxSizeBytes ? sizeBytes - maxSizeBytes : 0
  return [
    { kind: 'copy', file: log, to: partialName(to), fromByte, bytes: sizeBytes - fromByte },
    { kind: 'rename', file: partialName(to), to },
    { kind: 'cut', file: log, bytes: sizeBytes, droppedBytes: fromByte },
    ...packSteps(log, number),
  ]
}

function packSteps(log: string, number: number): RotationSequence {
  const [plain, packed] = [plainName(log, number), packedName(log, number)]
  return [
    { kind: 'pack', file: plain, to: partialName(packed) },
    { kind: 'rename', file: partialName(packed), to: packed },
    { kind: 'remove', file: plain },
  ]
}

function sumBytes(files: readonly FoundFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

/** As many of the oldest as take `bytes` together. */
function chooseOldest(files: readonly Found[], bytes: number): readonly Found[] {
  let left = bytes
  return [...files]
    .sort((a, b) => a.mtimeMs - b.mtimeMs)
    .filter(({ sizeBytes }) => {
      if (left <= 0) return false
      left -= sizeBytes
      return true
    })
}
