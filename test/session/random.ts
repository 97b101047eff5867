/** Chance that can be had again: everything drawn follows from the seed. */
export interface Random {
  /** From 0 to 1, without 1. */
  fraction(): number
  /** A whole number from 0 to `limit`, without it. */
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
  pick<T>(choices: readonly T[]): T | undefined
}

/** mulberry32. Several numbers are one seed, so that each step of a script can have a chance of its own. */
export function seededRandom(...seeds: readonly number[]): Random {
  let state = seeds.reduce((mixed, seed) => Math.imul(mixed ^ seed, 0x9e3779b1) + 0x6d2b79f5, 0)
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(fraction() * limit)
  return {
    fraction,
    below,
    chance: probability => fraction() < probability,
    pick: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
  }
}
