import { eventKinds } from '../supervisor/event-log.js'
import { describeEvent } from './narrate.js'
import type { Paint, Tone } from './paint.js'
import { withoutControls } from './without-controls.js'

/** A line of guardian.log for people; one that is none of ours as it is, but for what a terminal would obey. */
export function describeLogLine(line: string, paint: Paint): string {
  const fields = readFields(line)
  if (!fields) return withoutControls(line)
  const { level, time, event, instance, generation, msg, err } = fields
  const data = Object.fromEntries(Object.entries(fields).filter(([key]) => !ownKeys.has(key)))
  const { name, tone } = levels[String(level)] ?? { name: String(level) }
  const about = typeof instance === 'string' ? `gopls ${instance}: ` : ''
  const words = describeKnown(event, generation, data) ?? listFields([event, msg], data)
  const shown = `${localTime(time)} ${name.padEnd(5)} ${about}${words}`
  return paintLine(withoutControls(shown), tone, paint) + stackOf(err)
}

/** What is told in another way than as a field, or not at all. */
const ownKeys: ReadonlySet<string> = new Set(
  'level time daemonPid event seq instance generation msg err'.split(' '),
)

type Fields = Readonly<Record<string, unknown>>

const levels: Readonly<Record<string, { readonly name: string; readonly tone?: Tone }>> = {
  10: { name: 'trace', tone: 'quiet' },
  20: { name: 'debug', tone: 'quiet' },
  30: { name: 'info' },
  40: { name: 'warn', tone: 'warning' },
  50: { name: 'error', tone: 'bad' },
  60: { name: 'fatal', tone: 'bad' },
}

function readFields(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) && 'level' in value && 'time' in value ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function localTime(time: unknown): string {
  const date = new Date(String(time))
  if (Number.isNaN(date.getTime())) return String(time)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${day} ${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** In the words of the daemon in the foreground; undefined where it has none. */
function describeKnown(event: unknown, generation: unknown, data: Fields): string | undefined {
  const kind = eventKinds.find(each => each === event)
  const of = typeof generation === 'number' ? { generation } : {}
  return kind && describeEvent({ seq: 0, wallMs: 0, kind, data, ...of })
}

function listFields(names: readonly unknown[], data: Fields): string {
  const fields = Object.entries(data).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return [...names.filter(name => typeof name === 'string'), ...fields].join(' ')
}

function paintLine(text: string, tone: Tone | undefined, paint: Paint): string {
  return tone ? paint(text, tone) : text
}

function stackOf(err: unknown): string {
  if (!isObject(err)) return ''
  return String(err['stack'] ?? err['message'])
    .split('\n')
    .map(line => `\n    ${withoutControls(line)}`)
    .join('')
}
