import type { Evidence } from './evidence.js'
import { type Goroutine, type GoroutineDump, isAtWork } from './goroutines.js'
import type { Diagnosis } from './incident-cause.js'
import { findCommonPlace, isOfGopls } from './stack-frames.js'

export interface HangFacts {
  /** What it was counted as. */
  readonly counted: 'hang' | 'cpu'
  /** What the verdict rests on. */
  readonly because: string
  readonly evidence: Evidence | undefined
  /** The goroutine dumps that were had, the older one first. */
  readonly dumps: readonly GoroutineDump[]
}

/** What a gopls that did not answer was doing. */
export function diagnoseHang({ counted, because, evidence, dumps }: HangFacts): Diagnosis {
  const why = because
  const { last, stacks } = evidence ?? {}
  const { awaitsClient, pending } = last?.conversation ?? {}
  const [child] = last?.process.children ?? []
  if (awaitsClient)
    return { cause: 'blocked-on-client', line: `gopls waits for the editor's ${awaitsClient.method}`, why }
  if (child) return { cause: 'waiting-on-child', line: `gopls waits for its child ${child.command}`, why }
  if (last?.process.state === 'stopped')
    return { cause: 'stopped', line: 'somebody stops gopls again and again (SIGSTOP)', why }
  if (counted === 'cpu')
    return { cause: 'spinning', line: `gopls spins${at(findCommonPlace(dumps.flatMap(listRunning)))}`, why }
  const blocked = listBlocked(dumps)
  const place = at(findCommonPlace(blocked.length > 0 ? blocked : listAtWork(dumps)))
  if (stacks === 'stuck' || (stacks === 'equal' && blocked.length > 0))
    return { cause: 'blocked-in-system-call', line: `gopls is blocked in a system call${place}`, why }
  if (stacks === 'equal') return { cause: 'deadlock', line: `gopls is deadlocked${place}`, why }
  if (stacks === 'idle')
    return {
      cause: 'request-lost',
      line: `gopls does not work on ${pending?.method ?? 'the request'} any more, and never answered it`,
      why,
    }
  if (pending === null || pending === undefined)
    return { cause: 'never-answered', line: 'gopls never answered since its start', why }
  return { cause: 'unresponsive', line: 'no connection to gopls is answered', why }
}

function at(place: string | undefined): string {
  return place === undefined ? '' : ` at ${place}`
}

function listAtWork(dumps: readonly GoroutineDump[]): readonly Goroutine[] {
  return dumps.at(-1)?.goroutines.filter(isAtWork) ?? []
}

/** What is in the same system call of gopls in both dumps: requests may wait for work that others do for them. */
function listBlocked(dumps: readonly GoroutineDump[]): readonly Goroutine[] {
  const [before = [], after = before] = dumps.map(({ goroutines }) =>
    goroutines.filter(({ waitsFor, frames }) => waitsFor === 'syscall' && frames.some(isOfGopls)),
  )
  return after.filter(({ id, frames }) =>
    before.some(each => each.id === id && each.frames.join() === frames.join()),
  )
}

/** Without the server that gives the dump. */
function listRunning({ goroutines }: GoroutineDump): readonly Goroutine[] {
  return goroutines.filter(
    ({ waitsFor, frames }) =>
      /^(?:running|runnable)/.test(waitsFor) &&
      !frames.some(frame => /^(?:runtime\/pprof|net\/http)\./.test(frame)),
  )
}
