import { describePlace } from '../core/stack-frames.js'

export interface HeapUser {
  /** Who asked for the memory: `types.NewScope, called by cache.(*typeCheckBatch).checkPackage`. */
  readonly place: string
  /** An estimate: Go samples about one allocation in 512 KiB. */
  readonly bytes: number
}

const maxUsers = 10

/**
 * Who holds the most of the heap, the greatest first, by the text of `/debug/pprof/heap?debug=1`; nobody where that is
 * no heap profile. The format is that of Go's runtime/pprof: `OBJECTS: BYTES [ALLOCATED: BYTES] @ PCS`, then a line
 * `#	PC	FUNCTION+OFFSET	FILE` for each frame, the innermost first.
 */
export function listHeapUsers(text: string): readonly HeapUser[] {
  const [, period] = /^heap profile: .* @ heap\/(\d+)$/m.exec(text) ?? []
  if (period === undefined) return []
  // The header tells twice the rate at which allocations are sampled.
  const rateBytes = Number(period) / 2
  const users = new Map<string, number>()
  for (const [, objects, sampledBytes, frames = ''] of text.matchAll(samplePattern)) {
    const bytes = estimateBytes(Number(objects), Number(sampledBytes), rateBytes)
    const place = describePlace(readFrames(frames))
    if (bytes > 0 && place !== undefined) users.set(place, (users.get(place) ?? 0) + bytes)
  }
  return [...users]
    .map(([place, bytes]) => ({ place, bytes: Math.round(bytes) }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, maxUsers)
}

/** Without those of which nothing is in use any more. */
const samplePattern = /^([1-9]\d*): (\d+) \[\d+: \d+\] @.*\n((?:#\t.*\n?)*)/gm

/** What these samples stand for, as `go tool pprof` reckons it: small objects are seldom hit. */
function estimateBytes(objects: number, sampledBytes: number, rateBytes: number): number {
  return rateBytes <= 1 ? sampledBytes : sampledBytes / (1 - Math.exp(-sampledBytes / objects / rateBytes))
}

function readFrames(lines: string): readonly string[] {
  return lines.split('\n').flatMap(line => /^#\t\S+\t(\S+)\+0x/.exec(line)?.[1] ?? [])
}
