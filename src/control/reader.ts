import { asObject } from '../lsp/read-params.js'

/** Reads what came over the wire; undefined where it is not what it should be. */
export type Reader<T> = (value: unknown) => T | undefined

export const text: Reader<string> = value => (typeof value === 'string' ? value : undefined)

export const flag: Reader<boolean> = value => (typeof value === 'boolean' ? value : undefined)

export const count: Reader<number> = value =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined

/** JSON has no NaN, but 1e999 is read as Infinity. */
export const amount: Reader<number> = value =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

export function oneOf<const T extends string | boolean>(...values: readonly T[]): Reader<T> {
  return value => values.find(known => known === value)
}

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return value => (value === null ? null : read(value))
}

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return value => {
    const items = Array.isArray(value) ? value.map(read) : [undefined]
    return items.every(item => item !== undefined) ? items : undefined
  }
}

export const texts: Reader<Readonly<Record<string, string>>> = value => {
  const entries = Object.entries(asObject(value) ?? { none: undefined })
  // Made by fromEntries, a field called __proto__ is a field like any other.
  return entries.every(isTextEntry) ? Object.fromEntries(entries) : undefined
}

/** An object of these fields; others are left out. */
export function fields<T>(readers: { readonly [Name in keyof T]-?: Reader<T[Name]> }): Reader<T> {
  const readerOf = Object.entries<Reader<unknown>>(readers)
  return value => {
    const object = asObject(value)
    if (!object) return undefined
    const found = readerOf.map(([name, read]) => [name, read(object[name])] as const)
    return found.every(([, field]) => field !== undefined) ? (Object.fromEntries(found) as T) : undefined
  }
}

/** The first that can read it. */
export function anyOf<T>(...readers: readonly Reader<T>[]): Reader<T> {
  return value => {
    for (const read of readers) {
      const found = read(value)
      if (found !== undefined) return found
    }
    return undefined
  }
}

function isTextEntry(entry: readonly [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}
