/**
 * Has every contender measured once a round, in milliseconds, so that whatever else the machine does hits all alike.
 * Each round begins with another one: nobody always follows the same.
 */
export async function takeTurns<T>(
  contenders: readonly T[],
  rounds: number,
  measure: (contender: T, round: number) => Promise<number>,
): Promise<readonly (readonly number[])[]> {
  const taken = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1)
    for (const offset of contenders.keys()) {
      const turn = (round + offset) % contenders.length
      const contender = contenders[turn]
      if (contender !== undefined) taken[turn]?.push(await measure(contender, round))
    }
  return taken
}

/** How long it takes, in milliseconds. */
export async function time(act: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now()
  await act()
  return performance.now() - beganMs
}
