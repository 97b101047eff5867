import { PbfReader } from 'pbf'
import { describePlace } from '../core/stack-frames.js'

export interface HeapUser {
  /** Who asked for the memory: `types.NewScope, called by cache.(*typeCheckBatch).checkPackage`. */
  readonly place: string
  /** An estimate: Go samples about one allocation in 512 KiB. */
  readonly bytes: number
}

export interface HeapView {
  /** What is in use in all, by the same estimate. */
  readonly inUseBytes: number
  /** Who holds the most of it, the greatest first. */
  readonly users: readonly HeapUser[]
}

const maxUsers = 10
/** The kinds of value in a sample are four: of all allocations, and of those in use, the number and the bytes. */
const inUseSpace = 3

/**
 * Reads a heap profile of Go's runtime/pprof, unpacked: a `perftools.profiles.Profile`
 * (github.com/google/pprof, proto/profile.proto). Undefined where it is none.
 */
export function readHeapProfile(bytes: Uint8Array): HeapView | undefined {
  try {
    const profile = readProfile(new PbfReader(bytes))
    if (profile.strings[profile.types[inUseSpace] ?? -1] !== 'inuse_space') return undefined
    return { inUseBytes: sum(profile.samples), users: listUsers(profile) }
  } catch {
    // The reader throws where bytes are no message.
    return undefined
  }
}

interface Profile {
  /** What each value of a sample is, as an index into `strings`. */
  readonly types: number[]
  readonly samples: Sample[]
  /** The functions at each place in the code, the innermost first: more than one where some are inlined. */
  readonly functionsAt: Map<number, readonly number[]>
  /** The name of each function, as an index into `strings`. */
  readonly nameOf: Map<number, number>
  readonly strings: string[]
}

interface Sample {
  /** From the innermost out. */
  readonly locations: readonly number[]
  readonly bytes: number
}

function readProfile(reader: PbfReader): Profile {
  const profile: Profile = {
    types: [],
    samples: [],
    functionsAt: new Map(),
    nameOf: new Map(),
    strings: [],
  }
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === 1) profile.types.push(readNumbers(reader, [1])[0] ?? 0)
    else if (field === 2) addSample(reader, profile.samples)
    else if (field === 4) {
      const { id, functions } = readLocation(reader)
      profile.functionsAt.set(id, functions)
    } else if (field === 5) {
      const [id = 0, name = 0] = readNumbers(reader, [1, 2])
      profile.nameOf.set(id, name)
    } else if (field === 6) profile.strings.push(reader.readString())
  }
  return profile
}

/** Of some 36,000 samples of a big gopls a few hundred are in use; of the others no more is read than that. */
function addSample(reader: PbfReader, samples: Sample[]): void {
  const end = reader.readVarint() + reader.pos
  let [locationsAt, bytes] = [0, 0]
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === 1) locationsAt = reader.pos
    else if (field === 2) bytes = reader.readPackedVarint()[inUseSpace] ?? 0
  }
  if (bytes <= 0) return
  reader.pos = locationsAt
  samples.push({ locations: reader.readPackedVarint(), bytes })
  reader.pos = end
}

function readLocation(reader: PbfReader): { readonly id: number; readonly functions: readonly number[] } {
  const end = reader.readVarint() + reader.pos
  let id = 0
  const functions: number[] = []
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === 1) id = reader.readVarint()
    else if (field === 4) functions.push(readNumbers(reader, [1])[0] ?? 0)
  }
  return { id, functions }
}

/** The numbers in these fields of the message that stands here; 0 where there is none, as the format has it. */
function readNumbers(reader: PbfReader, fields: readonly number[]): readonly number[] {
  const end = reader.readVarint() + reader.pos
  const numbers = fields.map(() => 0)
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    const index = fields.indexOf(field)
    if (index >= 0) numbers[index] = reader.readVarint()
  }
  return numbers
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { bytes }) => total + bytes, 0)
}

function listUsers({ samples, functionsAt, nameOf, strings }: Profile): readonly HeapUser[] {
  const users = new Map<string, number>()
  for (const { locations, bytes } of samples) {
    const functions = locations.flatMap(location => functionsAt.get(location) ?? [])
    const place = describePlace(functions.map(id => strings[nameOf.get(id) ?? 0] ?? ''))
    if (place !== undefined) users.set(place, (users.get(place) ?? 0) + bytes)
  }
  return [...users]
    .map(([place, bytes]) => ({ place, bytes }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, maxUsers)
}
