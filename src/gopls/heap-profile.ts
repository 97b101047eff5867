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
/** Go samples an allocation in 512 KiB, so these stand for some 10 GB; and its runtime keeps 128 frames of each stack. */
const maxInUse = 20_000
const maxFrames = 128
/** Of functions that are inlined into one another. */
const maxInlined = 32

/**
 * Reads a heap profile of Go's runtime/pprof, unpacked: a `perftools.profiles.Profile`
 * (github.com/google/pprof, proto/profile.proto). Undefined where it is none, or has more in use than can be.
 */
export function readHeapProfile(bytes: Uint8Array): HeapView | undefined {
  try {
    const profile = readProfile(new PbfReader(bytes), bytes.length)
    if (profile.strings[profile.types[inUseSpace] ?? -1] !== 'inuse_space') return undefined
    return { inUseBytes: sum(profile.samples), users: listUsers(profile) }
  } catch {
    // The reader throws where bytes are no message, and so do we.
    return undefined
  }
}

interface Profile {
  /** What each value of a sample is, as an index into `strings`. */
  readonly types: number[]
  /** Those of which something is in use. */
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

function readProfile(reader: PbfReader, end: number): Profile {
  const profile: Profile = {
    types: [],
    samples: [],
    functionsAt: new Map(),
    nameOf: new Map(),
    strings: [],
  }
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === 1) profile.types.push(readNumbers(reader, [1], end)[0] ?? 0)
    else if (field === 2) addSample(reader, profile.samples, end)
    else if (field === 4) {
      const { id, functions } = readLocation(reader, end)
      profile.functionsAt.set(id, functions)
    } else if (field === 5) {
      const [id = 0, name = 0] = readNumbers(reader, [1, 2], end)
      profile.nameOf.set(id, name)
    } else if (field === 6) profile.strings.push(reader.readString())
  }
  return profile
}

/** Of some 36,000 samples of a big gopls a few hundred are in use; of the others no more is read than that. */
function addSample(reader: PbfReader, samples: Sample[], outerEnd: number): void {
  const end = readEnd(reader, outerEnd)
  const begin = reader.pos
  const bytes = readList(reader, 2, end)[inUseSpace] ?? 0
  if (bytes <= 0) return
  if (samples.length === maxInUse) throw new Error('more samples than can be')
  reader.pos = begin
  samples.push({ locations: readList(reader, 1, end), bytes })
}

/** A list of numbers in one field: Go packs those of three and more. */
function readList(reader: PbfReader, wanted: number, end: number): readonly number[] {
  const numbers: number[] = []
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end))
    if (field === wanted) reader.readPackedVarint(numbers, true)
  if (reader.pos !== end) throw new Error('a list is longer than what it is in')
  return numbers.length > maxFrames ? numbers.slice(0, maxFrames) : numbers
}

function readLocation(
  reader: PbfReader,
  outerEnd: number,
): { readonly id: number; readonly functions: readonly number[] } {
  const end = readEnd(reader, outerEnd)
  let id = 0
  const functions: number[] = []
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === 1) id = reader.readVarint()
    else if (field === 4) functions.push(readNumbers(reader, [1], end)[0] ?? 0)
  }
  return { id, functions: functions.slice(0, maxInlined) }
}

/** The numbers in these fields of the message that stands here; 0 where there is none, as the format has it. */
function readNumbers(reader: PbfReader, fields: readonly number[], outerEnd: number): readonly number[] {
  const end = readEnd(reader, outerEnd)
  const numbers = fields.map(() => 0)
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    const index = fields.indexOf(field)
    if (index >= 0) numbers[index] = reader.readVarint()
  }
  return numbers
}

/** Where the message that stands here ends. One that is longer than what it is in would be read again and again. */
function readEnd(reader: PbfReader, outerEnd: number): number {
  const end = reader.readVarint() + reader.pos
  if (end > outerEnd) throw new Error('a message is longer than what it is in')
  return end
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { bytes }) => total + bytes, 0)
}

function listUsers({ samples, functionsAt, nameOf, strings }: Profile): readonly HeapUser[] {
  const namesAt = new Map<number, readonly string[]>()
  const readNames = (location: number): readonly string[] => {
    const known = namesAt.get(location)
    if (known) return known
    const functions = functionsAt.get(location) ?? []
    const names = functions.flatMap(id => shortenGeneric(strings[nameOf.get(id) ?? 0]) ?? [])
    namesAt.set(location, names)
    return names
  }
  const users = new Map<string, number>()
  for (const { locations, bytes } of samples) {
    const place = describePlace(locations.flatMap(readNames))
    if (place !== undefined) users.set(place, (users.get(place) ?? 0) + bytes)
  }
  return [...users]
    .map(([place, bytes]) => ({ place, bytes }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, maxUsers)
}

/** As Go's own texts have it: `list.New[...]` for `list.New[go.shape.int]`. */
function shortenGeneric(name: string | undefined): string | undefined {
  return name?.replace(/\[.*\]/, '[...]') || undefined
}
