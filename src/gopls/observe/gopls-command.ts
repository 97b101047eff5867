import type { ObservedKind } from '../../core/observed-gopls.js'

export interface GoplsCommand {
  /** The first of its arguments: a path, or the mere name. */
  readonly program: string
  readonly kind: ObservedKind
}

/**
 * Reads a command line whose arguments are joined by blanks; undefined when its program is not called gopls, or when
 * it is the telemetry child that every gopls has beside it.
 */
export function readGoplsCommand(command: string): GoplsCommand | undefined {
  const program = programShape.exec(command)?.[0]
  if (program === undefined) return undefined
  const args = command.slice(program.length).trim()
  return args.startsWith(telemetryMark) ? undefined : { program, kind: tellKind(args) }
}

/**
 * Zed calls one that it installed itself `gopls_0.20.0_go_1.24.1`. The name of a folder may have blanks in it, but none
 * begins or ends with one: `/bin/sh /x/gopls` are two arguments.
 */
const programShape = /^(?:\/(?:(?! \/|\/ ).)*?\/|\/|[^\s/]+(?:\/[^\s/]+)*\/)?gopls(?:_\d[\w.]*)?(?=\s|$)/

/** golang.org/x/telemetry/start puts it where the arguments would be. */
const telemetryMark = '** telemetry **'

function tellKind(args: string): ObservedKind {
  const { flags, word } = readArguments(args.split(/\s+/))
  if (word === 'mcp') return 'mcp'
  if (word !== 'serve' || flags.has('h') || flags.has('help')) return 'command'
  // Older ones listen at a `-port` too.
  if (flags.get('listen') || Number(flags.get('port') ?? 0) > 0) return 'daemon'
  return flags.get('remote') ? 'forwarder' : 'stdio'
}

interface Arguments {
  readonly flags: ReadonlyMap<string, string>
  /** What gopls is to do; without a word it serves. */
  readonly word: string
}

/** Flags may stand before and behind the word, with one dash or two, and with their value behind `=` or a blank. */
function readArguments(args: readonly string[]): Arguments {
  const flags = new Map<string, string>()
  const rest = args.values()
  let word: string | undefined
  for (const arg of rest) {
    const [, name, value] = /^--?([a-z][\w.]*)(?:=(.*))?$/.exec(arg) ?? []
    if (name !== undefined) flags.set(name, value ?? (plainFlags.has(name) ? '' : (rest.next().value ?? '')))
    else if (arg !== '') word ??= arg
  }
  return { flags, word: word ?? 'serve' }
}

const plainFlags: ReadonlySet<string> = new Set([
  'v',
  'vv',
  'verbose',
  'veryverbose',
  'rpc.trace',
  'h',
  'help',
])
