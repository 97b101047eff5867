import { parseDuration } from '../config/duration.js'

/** What the command line of `gopls` asks for. */
export type GoplsArguments =
  | { readonly passThrough: false; readonly plan: RelayPlan }
  /** Not the language server, or not as the relay understands it: a matter of the real gopls alone. */
  | { readonly passThrough: true }

/** What the relay is to do for whoever called `gopls`. */
export interface RelayPlan {
  /** The Unix socket on which editors connect; null for one editor on stdin and stdout. */
  readonly listen: string | null
  /** How long to listen without any editor; null for ever. */
  readonly listenTimeoutMs: number | null
  /** Whether the conversation is to be written down, as gopls does. */
  readonly trace: boolean
  /** Where to, anew with each start; null for stderr. `auto` is a file that gopls names. */
  readonly logfile: string | null
  /** The flags that concern the gopls behind the relay, in one spelling and order. */
  readonly goplsArgs: readonly string[]
}

/** Reads what `bin/gopls` was called with. `is_language_server` there decides the same without Node. */
export function readGoplsArguments(args: readonly string[]): GoplsArguments {
  const flags = collectFlags(args)
  return flags === undefined ? { passThrough: true } : { passThrough: false, plan: planRelay(flags) }
}

type FlagValues = ReadonlyMap<string, string>

function planRelay(flags: FlagValues): RelayPlan {
  const trace = flags.has('rpc.trace')
  const logfile = flags.get('logfile') || null
  const debug = flags.get('debug')
  return {
    listen: flags.get('listen')?.slice(socketPrefix.length) ?? null,
    listenTimeoutMs: parseGoDuration(flags.get('listen.timeout') ?? '') || null,
    trace,
    logfile,
    goplsArgs: [
      ...(flags.has('v') || flags.has('verbose') ? ['-v'] : []),
      ...(flags.has('vv') || flags.has('veryverbose') ? ['-vv'] : []),
      ...(debug ? [`-debug=${debug}`] : []),
      // With a trace the file is the relay's: two writers would overwrite each other.
      ...(logfile !== null && !trace ? [`-logfile=${logfile}`] : []),
    ],
  }
}

/** The flags by name, each with its last value; undefined when there is anything that the relay does not know. */
function collectFlags(args: readonly string[]): FlagValues | undefined {
  const flags = new Map<string, string>()
  const rest = [...args]
  let serves = false
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === 'serve' && !serves) {
      serves = true
      continue
    }
    const [, name, given] = /^--?([a-z.]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (name === undefined) return undefined
    if (plainFlags.has(name) && given === undefined) {
      flags.set(name, '')
      continue
    }
    const value = given ?? rest.shift()
    if (value === undefined || !valueChecks.get(name)?.(value)) return undefined
    flags.set(name, value)
  }
  return flags
}

const plainFlags: ReadonlySet<string> = new Set(['v', 'verbose', 'vv', 'veryverbose', 'rpc.trace'])
const socketPrefix = 'unix;'
const valueChecks: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['mode', value => value === 'stdio'],
  ['listen', value => value.startsWith(socketPrefix) && value.length > socketPrefix.length],
  ['listen.timeout', value => parseGoDuration(value) !== undefined],
  ['logfile', () => true],
  ['debug', () => true],
] satisfies [string, (value: string) => boolean][])

/** 90s, 5m, 1h30m: of what Go takes, that which people write, in milliseconds. */
function parseGoDuration(text: string): number | undefined {
  if (!/^([0-9]+(ms|[hms]))+$/.test(text)) return undefined
  const parts = text.match(/[0-9]+(ms|[hms])/g) ?? []
  return parts.map(part => parseDuration(part) ?? 0).reduce((sumMs, partMs) => sumMs + partMs, 0)
}
