import { gzipSync } from 'node:zlib'
import { PbfWriter } from 'pbf'

export interface WrittenSample {
  readonly inUseBytes: number
  /** For each place in the code, from the innermost out, the functions there, the innermost first. */
  readonly stack: readonly (readonly string[])[]
}

const types = ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space']

/**
 * A heap profile as Go's runtime/pprof writes it, unpacked: it packs a list of three and more. `padding` is in a field
 * that nobody knows.
 */
export function writeHeapProfile(
  samples: readonly WrittenSample[],
  kinds: readonly string[] = types,
  padding?: Buffer,
): Buffer {
  const strings = ['', ...kinds]
  const locations: (readonly string[])[] = []
  const functions: string[] = []
  const writer = new PbfWriter()
  for (const kind of kinds)
    writer.writeMessage(1, (_, type) => type.writeVarintField(1, strings.indexOf(kind)), null)
  for (const { inUseBytes, stack } of samples)
    writer.writeMessage(
      2,
      (_, sample) => {
        const places = stack.map(names => locations.push(names))
        if (places.length > 2) sample.writePackedVarint(1, places)
        else for (const place of places) sample.writeVarintField(1, place)
        sample.writePackedVarint(2, [9, 9 * 2 ** 20, inUseBytes > 0 ? 1 : 0, inUseBytes])
      },
      null,
    )
  for (const [index, names] of locations.entries())
    writer.writeMessage(
      4,
      (_, location) => {
        location.writeVarintField(1, index + 1)
        for (const name of names)
          location.writeMessage(4, (_, line) => line.writeVarintField(1, functions.push(name)), null)
      },
      null,
    )
  for (const [index, name] of functions.entries())
    writer.writeMessage(
      5,
      (_, written) => {
        written.writeVarintField(1, index + 1)
        written.writeVarintField(2, strings.push(name) - 1)
      },
      null,
    )
  for (const text of strings) writer.writeStringField(6, text)
  if (padding) writer.writeBytesField(99, padding)
  return Buffer.from(writer.finish())
}

/** The same, as a debug server sends it. */
export function packHeapProfile(samples: readonly WrittenSample[], padding?: Buffer): Buffer {
  return gzipSync(writeHeapProfile(samples, types, padding))
}
