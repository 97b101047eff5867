import type { StatusBody } from '../http/status-body.js'
import { describeOverview } from './health-text.js'
import { describeObserved } from './observed-lines.js'
import type { Paint, Tone } from './paint.js'
import { describeBytes, describeSeconds } from './quantities.js'
import { describeSessions } from './session-lines.js'
import { type Cell, formatTable } from './table.js'

type Instance = StatusBody['instances'][number]

/** The status as lines for people: the whole, a table of the instances, what each verdict rests on, troubles. */
export function describeStatus(body: StatusBody, paint: Paint): readonly string[] {
  const { status, instances, troubles } = body
  const editors = instances.reduce((sum, { sessionCount }) => sum + sessionCount, 0)
  return [
    paint(describeOverview({ ...body, editors }), statusTones[status]),
    ...describeInstances(instances, paint),
    ...describeObserved(body, paint),
    ...troubles.map(({ code, detail }) => paint(`${code.replaceAll('-', ' ')}: ${detail}`, 'bad')),
  ]
}

function describeInstances(instances: readonly Instance[], paint: Paint): readonly string[] {
  if (instances.length === 0) return []
  const header = columns.map(({ title }): Cell => ({ text: title, tone: 'quiet' }))
  const rows = instances.map(instance => columns.map(({ cell }) => cell(instance)))
  return ['', ...formatTable([header, ...rows], paint), '', ...instances.flatMap(explainInstance)]
}

interface Column {
  readonly title: string
  readonly cell: (instance: Instance) => Cell
}

const columns: readonly Column[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'STATE', cell: ({ state }) => ({ text: state, tone: stateTones[state] }) },
  { title: 'VERDICT', cell: ({ verdict }) => ({ text: verdict, tone: verdictTones[verdict] }) },
  { title: 'PID', cell: ({ pid }) => orDash(pid, String) },
  { title: 'GEN', cell: ({ generation }) => String(generation) },
  { title: 'GOPLS', cell: ({ goplsVersion }) => orDash(goplsVersion, String) },
  { title: 'UPTIME', cell: ({ uptimeSeconds }) => orDash(uptimeSeconds, describeSeconds) },
  { title: 'MEMORY', cell: ({ residentBytes }) => orDash(residentBytes, describeBytes) },
  { title: 'EDITORS', cell: ({ sessionCount }) => String(sessionCount) },
  { title: 'RESTARTS', cell: ({ restarts }) => describeRestarts(restarts) },
  { title: 'BREAKER', cell: ({ breaker }) => ({ text: breaker.state, tone: breakerTones[breaker.state] }) },
]

const statusTones: Readonly<Record<StatusBody['status'], Tone>> = {
  pass: 'good',
  warn: 'warning',
  fail: 'bad',
}

const stateTones: Readonly<Record<Instance['state'], Tone>> = {
  starting: 'warning',
  ready: 'good',
  stopping: 'warning',
  backoff: 'warning',
  failed: 'bad',
  stopped: 'quiet',
}

const verdictTones: Readonly<Record<Instance['verdict'], Tone>> = {
  unknown: 'quiet',
  healthy: 'good',
  busy: 'good',
  'waiting-on-child': 'warning',
  'blocked-on-client': 'warning',
  stopped: 'warning',
  suspect: 'warning',
  hung: 'bad',
  gone: 'bad',
}

const breakerTones: Readonly<Record<Instance['breaker']['state'], Tone>> = {
  closed: 'quiet',
  'half-open': 'warning',
  open: 'bad',
}

function orDash<Value>(value: Value | null, describe: (value: Value) => string): string {
  return value === null ? '-' : describe(value)
}

/** `3 (2 crash, 1 hang)`; the reasons that never came up are left out. */
function describeRestarts(restarts: Instance['restarts']): string {
  const reasons = Object.entries(restarts).filter(([, count]) => count > 0)
  if (reasons.length === 0) return '0'
  const total = reasons.reduce((sum, [, count]) => sum + count, 0)
  return `${total} (${reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')})`
}

/** What the verdict rests on, in plain words, what comes next, and for whom it is. */
function explainInstance(instance: Instance): readonly string[] {
  const { id, verdict, reason, heldBack, lastEnd, breaker, sessions } = instance
  const facts = [`${id} is ${verdict}: ${reason}`]
  if (heldBack !== null) facts.push(heldBack)
  if (lastEnd !== null) facts.push(`last end: ${lastEnd}`)
  if (breaker.retryInSeconds !== null) facts.push(`next start in ${describeSeconds(breaker.retryInSeconds)}`)
  return [facts.join('; '), ...describeSessions(sessions)]
}
