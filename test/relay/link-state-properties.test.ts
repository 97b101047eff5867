import fc from 'fast-check'
import t from 'tap'
import {
  firstState,
  type LinkAction,
  type LinkEvent,
  type LinkState,
  step,
} from '../../src/relay/link-state.js'

/** What is under way, as the one who carries the actions out would see it. */
interface World {
  readonly state: LinkState
  readonly underWay: LinkAction['kind'] | null
  readonly hasDaemon: boolean
  readonly hasOwn: boolean
  readonly isBarred: boolean
}
const firstWorld: World = {
  state: firstState,
  underWay: 'seek',
  hasDaemon: false,
  hasOwn: false,
  isBarred: false,
}

const outcomes: Readonly<Record<LinkAction['kind'], readonly LinkEvent['kind'][]>> = {
  seek: ['found', 'not-found', 'silent', 'refused'],
  pause: ['pause-over'],
  'open-own': ['opened', 'not-opened'],
  'hand-over': ['handed-over'],
}

t.test('whatever happens, one thing is under way at a time, and none when all is said', async () => {
  const moves = fc.array(fc.record({ pick: fc.nat(), isWanted: fc.boolean() }), { maxLength: 60 })
  fc.assert(
    fc.property(moves, list => {
      let world = firstWorld
      for (const { pick, isWanted } of list) world = move(world, pick, isWanted)
    }),
    { numRuns: 2_000 },
  )
})

t.test('from wherever it is, a need is met as soon as what is tried succeeds', async () => {
  const moves = fc.array(fc.record({ pick: fc.nat(), isWanted: fc.boolean() }), { maxLength: 40 })
  fc.assert(
    fc.property(moves, fc.boolean(), (list, isDaemonThere) => {
      let world = firstWorld
      for (const { pick, isWanted } of list) world = move(world, pick, isWanted)
      world = take(world, { kind: 'wanted' }, true)
      for (let count = 0; count < 20 && !isSupervised(world.state); count += 1)
        world = take(world, { kind: successOf(world, isDaemonThere) }, true)
      if (!isSupervised(world.state)) throw new Error(`still ${world.state.kind}`)
    }),
    { numRuns: 2_000 },
  )
})

/** One of the events that can happen now. */
function move(world: World, pick: number, isWanted: boolean): World {
  const possible: LinkEvent['kind'][] = world.underWay ? [...outcomes[world.underWay]] : []
  if (isWanted) possible.push('wanted')
  if (world.hasDaemon) possible.push('daemon-gone')
  if (world.hasOwn) possible.push('own-gone')
  const kind = possible[pick % possible.length]
  return kind === undefined ? world : take(world, { kind }, isWanted)
}

function take(before: World, event: LinkEvent, isWanted: boolean): World {
  const { state, action } = step(before.state, event, isWanted)
  const isOutcome = before.underWay !== null && outcomes[before.underWay].includes(event.kind)
  // A pause ends with its state.
  const isOver = isOutcome || (before.underWay === 'pause' && state !== before.state)
  const still = isOver ? null : before.underWay
  if (action && still) throw new Error(`${action.kind} while ${still}`)
  if (action?.kind === 'seek' && before.isBarred) throw new Error('seeks although barred')
  if (action?.kind === 'open-own' && before.hasOwn && event.kind !== 'own-gone')
    throw new Error('a second own')
  const world: World = {
    state,
    underWay: action?.kind ?? still,
    hasDaemon: event.kind === 'found' || (before.hasDaemon && event.kind !== 'daemon-gone'),
    hasOwn:
      event.kind === 'opened' || (before.hasOwn && event.kind !== 'own-gone' && event.kind !== 'handed-over'),
    isBarred: before.isBarred || event.kind === 'refused',
  }
  if (state.kind === 'served' && !world.hasDaemon) throw new Error('served by nobody')
  if (isSupervised(state) && state.kind !== 'served' && !world.hasOwn) throw new Error('alone without an own')
  if (!isSupervised(state) && !world.underWay && isWanted) throw new Error(`${state.kind}: nothing is tried`)
  return world
}

function isSupervised({ kind }: LinkState): boolean {
  return kind === 'served' || kind === 'alone' || kind === 'looking'
}

function successOf({ underWay }: World, isDaemonThere: boolean): LinkEvent['kind'] {
  switch (underWay) {
    case 'seek':
      return isDaemonThere ? 'found' : 'not-found'
    case 'open-own':
      return 'opened'
    case 'hand-over':
      return 'handed-over'
    case 'pause':
      return 'pause-over'
    case null:
      throw new Error('nothing is tried')
    default:
      return underWay satisfies never
  }
}
