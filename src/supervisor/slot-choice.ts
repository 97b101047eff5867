export interface ChoosableSlot {
  readonly id: string
  /** Null for the warm one. */
  readonly key: string | null
}

export type SlotChoice = { readonly kind: 'take'; readonly id: string } | { readonly kind: 'add' }

/** Which slot a lease gets: its own, else the warm one where that would be the same gopls, else a new one. */
export function chooseSlot(
  slots: readonly ChoosableSlot[],
  wanted: { readonly key: string; readonly isLikeWarm: boolean },
): SlotChoice {
  const own = slots.find(({ key }) => key === wanted.key)
  const warm = wanted.isLikeWarm ? slots.find(({ key }) => key === null) : undefined
  const taken = own ?? warm
  return taken ? { kind: 'take', id: taken.id } : { kind: 'add' }
}
