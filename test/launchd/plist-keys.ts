/** The type that launchd.plist(5) gives a key. */
type KeyType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'strings'
  | 'string dictionary'
  | readonly string[]
  | KeyTypes
interface KeyTypes {
  readonly [key: string]: KeyType
}

const sessionTypes = ['Aqua', 'LoginWindow', 'Background', 'StandardIO', 'System']
const processTypes = ['Background', 'Standard', 'Adaptive', 'Interactive']
const resourceLimits: KeyTypes = {
  Core: 'integer',
  CPU: 'integer',
  Data: 'integer',
  FileSize: 'integer',
  MemoryLock: 'integer',
  NumberOfFiles: 'integer',
  NumberOfProcesses: 'integer',
  ResidentSetSize: 'integer',
  Stack: 'integer',
}

/** The keys of launchd.plist(5) that an agent of a single program can have. */
const jobKeys: KeyTypes = {
  Label: 'string',
  Program: 'string',
  ProgramArguments: 'strings',
  EnvironmentVariables: 'string dictionary',
  RunAtLoad: 'boolean',
  KeepAlive: { SuccessfulExit: 'boolean', Crashed: 'boolean' },
  StartInterval: 'integer',
  ThrottleInterval: 'integer',
  ExitTimeOut: 'integer',
  ProcessType: processTypes,
  AbandonProcessGroup: 'boolean',
  LimitLoadToSessionType: sessionTypes,
  SoftResourceLimits: resourceLimits,
  HardResourceLimits: resourceLimits,
  Umask: 'integer',
  Nice: 'integer',
  WorkingDirectory: 'string',
  StandardInPath: 'string',
  StandardOutPath: 'string',
  StandardErrorPath: 'string',
}

/** Every key of the property list that launchd does not know, or would not take as it is. */
export function findWrongKeys(value: unknown, types: KeyTypes = jobKeys, within = ''): readonly string[] {
  if (!isDictionary(value)) return [within || 'the whole']
  return Object.entries(value).flatMap(([key, entry]) => {
    const type = types[key]
    const path = `${within}${key}`
    if (type === undefined) return [path]
    if (typeof type === 'object' && !isWordList(type)) return findWrongKeys(entry, type, `${path}.`)
    return isOfType(entry, type) ? [] : [path]
  })
}

function isOfType(value: unknown, type: Exclude<KeyType, KeyTypes>): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'strings':
      return Array.isArray(value) && value.length > 0 && value.every(isString)
    case 'string dictionary':
      return isDictionary(value) && Object.values(value).every(isString)
    case 'string':
    case 'boolean':
      return typeof value === type
    default:
      return isString(value) && type.includes(value)
  }
}

function isWordList(type: KeyType): type is readonly string[] {
  return Array.isArray(type)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
