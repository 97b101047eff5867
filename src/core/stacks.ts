import { isAtWork, readGoroutines } from './goroutines.js'

/** What two goroutine dumps of one gopls say together. */
export type StackFinding =
  /** Every request at work in both waits at the same place for the same thing: nothing moves. */
  | 'equal'
  /** Equal, and one of them in a system call: nothing that goes on elsewhere in the process will bring it back. */
  | 'stuck'
  /** Something moved, runs, or came and went. */
  | 'different'
  /** No request is being handled at all. */
  | 'idle'

const moving = /^(?:running|runnable)/

/** Compares two answers of `/debug/pprof/goroutine?debug=2`, taken some time apart. */
export function compareStacks(first: string, second: string): StackFinding {
  const before = parseAtWork(first)
  const after = parseAtWork(second)
  if (after.size === 0) return 'idle'
  // What came or went between the two is of other requests, of other sessions perhaps.
  const lasting = [...after].filter(([id]) => before.has(id))
  const isStill = lasting.every(([id, stack]) => stack === before.get(id) && !moving.test(stack))
  if (lasting.length === 0 || !isStill) return 'different'
  return lasting.some(([, stack]) => stack.startsWith('syscall')) ? 'stuck' : 'equal'
}

/** What the first requests at work are doing, a line each: what it waits for, and its innermost frames. */
export function listAtWork(dump: string): readonly string[] {
  return [...parseAtWork(dump).values()].slice(0, maxListed).map(stack => {
    const [waitsFor = '', ...frames] = stack.split('\n')
    return `${waitsFor}: ${frames.slice(0, maxFrames).join(' < ')}`
  })
}

const maxListed = 10
const maxFrames = 8

/** The goroutines that handle a request: what each waits for and its frames, by its id. */
function parseAtWork(dump: string): ReadonlyMap<string, string> {
  const atWork = readGoroutines(dump).filter(isAtWork)
  return new Map(atWork.map(({ id, waitsFor, frames }) => [id, [waitsFor, ...frames].join('\n')]))
}
