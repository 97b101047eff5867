import type { Kill } from './false-kills.js'
import type { ToldEvent } from './told-event.js'

/** What came of the kills, in milliseconds from each of them. */
export interface Recoveries {
  /** Until the death was known. */
  readonly detectedMs: readonly number[]
  /** Until the next gopls had answered. */
  readonly readyMs: readonly number[]
  /** Until an editor's session had been told to it; several where several editors shared the one that was killed. */
  readonly handedOverMs: readonly number[]
  /** After which nothing was ready again. */
  readonly missing: readonly Kill[]
}

export function findRecoveries(events: readonly ToldEvent[], kills: readonly Kill[]): Recoveries {
  const each = kills.map(kill => {
    const { instance, generation } = kill
    const ofSlot = events.filter(event => event.instance === instance)
    const since = ({ time }: ToldEvent): number => Date.parse(time) - kill.atWallMs
    const ofNext = ofSlot.filter(event => event.generation === generation + 1)
    return {
      kill,
      detectedMs: ofSlot.filter(isOf('instance.ended', generation)).map(since),
      readyMs: ofNext.filter(isOf('instance.ready', generation + 1)).map(since),
      handedOverMs: ofNext.filter(isOf('session.replayed', generation + 1)).map(since),
    }
  })
  return {
    detectedMs: each.flatMap(({ detectedMs }) => detectedMs),
    readyMs: each.flatMap(({ readyMs }) => readyMs),
    handedOverMs: each.flatMap(({ handedOverMs }) => handedOverMs),
    missing: each.filter(({ readyMs }) => readyMs.length === 0).map(({ kill }) => kill),
  }
}

function isOf(kind: ToldEvent['kind'], generation: number): (event: ToldEvent) => boolean {
  return event => event.kind === kind && event.generation === generation
}
