import type { Goroutine, GoroutineDump } from '../../core/goroutines.js'

/** What differs between two goroutine dumps, by goroutine; what waits at the same place in both is only counted. */
export function compareDumps(first: GoroutineDump, second: GoroutineDump): string {
  const before = byId(first)
  const after = byId(second)
  const gone = [...before.keys()].filter(id => !after.has(id))
  const lines = [...after].flatMap(([id, now]) => {
    const then = before.get(id)
    if (then === undefined) return [`+ ${id} ${now}`]
    return then === now ? [] : [`- ${id} ${then}`, `+ ${id} ${now}`]
  })
  const same = [...after].filter(([id, now]) => before.get(id) === now).length
  return `${[`${same} goroutines are where they were`, ...gone.map(id => `- ${id} ${before.get(id)}`), ...lines].join('\n')}\n`
}

function byId({ goroutines }: GoroutineDump): ReadonlyMap<string, string> {
  return new Map(goroutines.map(goroutine => [goroutine.id, describe(goroutine)]))
}

function describe({ waitsFor, frames }: Goroutine): string {
  return `[${waitsFor}] ${frames.join(' < ')}`
}
