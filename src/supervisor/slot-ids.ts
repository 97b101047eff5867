/** Gives a new slot its id, which is reused once its slot is gone. */
export type NextSlotId = (taken: ReadonlySet<string>) => string

/** The daemon's: the lowest free number. */
export const nextNumber: NextSlotId = taken => String(lowestFree(number => !taken.has(String(number))))

/** Those of a relay that is alone, named after its process: no daemon's, and no other relay's. */
export function nextOfRelay(pid: number): NextSlotId {
  const name = (number: number): string => (number === 1 ? `r${pid}` : `r${pid}-${number}`)
  return taken => name(lowestFree(number => !taken.has(name(number))))
}

/** Whether such a relay's slot has this id. */
export function isOfRelay(pid: number, id: string): boolean {
  return id === `r${pid}` || id.startsWith(`r${pid}-`)
}

function lowestFree(isFree: (number: number) => boolean): number {
  let number = 1
  while (!isFree(number)) number += 1
  return number
}
