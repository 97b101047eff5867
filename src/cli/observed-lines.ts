import type { StatusBody } from '../http/status-body.js'
import type { Paint, Tone } from './paint.js'
import { describeBytes, describeSeconds } from './quantities.js'
import { type Cell, formatTable } from './table.js'

type Observed = StatusBody['observed'][number]

/** Every gopls that is not behind guardian, and what all of them take; no lines where there is none. */
export function describeObserved({ observed, instances }: StatusBody, paint: Paint): readonly string[] {
  if (observed.length === 0) return []
  const header = columns.map(({ title }): Cell => ({ text: title, tone: 'quiet' }))
  const rows = observed.map(each => columns.map(({ cell }) => cell(each)))
  return [
    '',
    'Not behind guardian:',
    ...formatTable([header, ...rows], paint),
    '',
    ...observed.filter(isNoteworthy).map(explain),
    describeSum(instances, observed),
  ]
}

interface Column {
  readonly title: string
  readonly cell: (observed: Observed) => Cell
}

const columns: readonly Column[] = [
  { title: 'PID', cell: ({ pid }) => String(pid) },
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'EDITOR', cell: ({ editor }) => editor },
  { title: 'VERDICT', cell: ({ verdict }) => ({ text: verdict, tone: tones[verdict] }) },
  { title: 'GOPLS', cell: ({ version }) => version ?? '-' },
  { title: 'AGE', cell: ({ ageSeconds }) => describeSeconds(ageSeconds) },
  { title: 'MEMORY', cell: ({ residentBytes }) => describeBytes(residentBytes) },
]

const tones: Readonly<Record<Observed['verdict'], Tone>> = {
  unknown: 'quiet',
  orphan: 'warning',
  stopped: 'warning',
  spinning: 'bad',
  bloated: 'bad',
  duplicate: 'warning',
  old: 'warning',
  healthy: 'good',
}

function isNoteworthy({ verdict }: Observed): boolean {
  return verdict !== 'healthy'
}

function explain({ pid, verdict, reason, action, why }: Observed): string {
  return `${pid} is ${verdict}: ${reason}; ${action} (${why})`
}

function describeSum(instances: StatusBody['instances'], observed: StatusBody['observed']): string {
  const ours = sum(instances.map(({ residentBytes }) => residentBytes ?? 0))
  const others = sum(observed.map(({ residentBytes }) => residentBytes))
  const { length } = observed
  return `gopls takes ${describeBytes(ours + others)} of memory, ${describeBytes(others)} of it in ${length} not behind guardian; to put an editor behind it: gopls-guardian connect EDITOR`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
