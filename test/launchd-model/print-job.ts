import { printEnd } from './job-end.js'
import { basePath } from './job-environment.js'
import type { JobPhase, JobState, StartReason } from './job-state.js'
import type { JobDefinition } from './loaded-job.js'
import { exitTimeOutSeconds, type PlistKeys, programOf, throttleSeconds } from './plist-keys.js'
import { type Domain, nameDomain } from './service-target.js'

/**
 * `launchctl print DOMAIN/LABEL` in the words and the order of macOS 13 to 27. What follows the state says
 * nothing of the job itself and is there because real outputs have it: blocks with a `state` of their own.
 */
export function printJob(domain: Domain, { file, keys }: JobDefinition, state: JobState): string {
  const live = state.phase.kind === 'running' || state.phase.kind === 'stopping' ? 1 : 0
  const lines = [
    `active count = ${live}`,
    `path = ${file}`,
    'type = LaunchAgent',
    `state = ${describePhase(state.phase)}`,
    '',
    `program = ${programOf(keys)}`,
    ...block('arguments', keys.ProgramArguments),
    ...(keys.WorkingDirectory === undefined ? [] : [`working directory = ${keys.WorkingDirectory}`, '']),
    ...optional('stdout path', keys.StandardOutPath),
    ...optional('stderr path', keys.StandardErrorPath),
    ...block('inherited environment', ['SSH_AUTH_SOCK => /var/run/com.apple.launchd.MODEL/Listeners']),
    ...block('default environment', [`PATH => ${basePath}`]),
    ...block('environment', printedEnvironment(keys)),
    `domain = ${nameDomain(domain)} [${auditSession}]`,
    `asid = ${auditSession}`,
    ...optional('umask', keys.Umask?.toString(8)),
    `minimum runtime = ${throttleSeconds(keys)}`,
    `exit timeout = ${exitTimeOutSeconds(keys)}`,
    `runs = ${state.runs}`,
    ...printRun(state),
    ...(state.pended === null ? [] : [`pended nondemand spawn = ${reasonWords[state.pended]}`]),
    printEnd(state.lastEnd),
    '',
    ...printSemaphores(keys),
    ...block('resource coalition', coalition(keys, 1072, 'resource')),
    ...block('jetsam coalition', coalition(keys, 1073, 'jetsam')),
    `spawn type = ${spawnTypes[keys.ProcessType ?? 'Standard']}`,
    'jetsam priority = 40',
    'jetsam memory limit (active) = (unlimited)',
    'jetsam memory limit (inactive) = (unlimited)',
    'jetsamproperties category = daemon',
    'jetsam thread limit = 32',
    'cpumon = default',
    ...printLimits(keys),
    ...(keys.StartInterval === undefined ? [] : [`run interval = ${keys.StartInterval} seconds`]),
    '',
    `properties = ${properties(keys).join(' | ')}`,
  ]
  return [`${nameDomain(domain)}/${keys.Label} = {`, ...lines.map(indent), '}', ''].join('\n')
}

function describePhase(phase: JobPhase): string {
  switch (phase.kind) {
    case 'idle':
    case 'unloaded':
      return 'not running'
    case 'scheduled':
      return 'spawn scheduled'
    case 'starting':
      return 'xpcproxy'
    case 'running':
      return 'running'
    case 'stopping':
      return phase.killAtMs === null ? 'SIGKILLed' : 'SIGTERMed'
    default:
      return phase satisfies never
  }
}

/** Only a process that lives has these lines. */
function printRun({ phase, startReason }: JobState): readonly string[] {
  if (phase.kind !== 'running' && phase.kind !== 'stopping') return []
  return [
    `pid = ${phase.pid}`,
    ...optional('immediate reason', startReason === null ? undefined : reasonWords[startReason]),
    'forks = 0',
    'execs = 1',
    'initialized = 1',
    'trampolined = 1',
    'started suspended = 0',
    'proxy started suspended = 0',
    'checked allocations = 0 (queried = 1)',
    'checked allocations reason = no host',
    'checked allocations flags = 0x0',
  ]
}

const reasonWords: Readonly<Record<StartReason, string>> = {
  load: 'speculative',
  'keep-alive': 'semaphore',
  interval: 'inefficient',
  demand: 'non-ipc demand',
}

function printSemaphores({ KeepAlive }: PlistKeys): readonly string[] {
  if (typeof KeepAlive !== 'object') return []
  const words = { SuccessfulExit: 'successful exit', Crashed: 'after crash' } as const
  const keys = (['SuccessfulExit', 'Crashed'] as const).filter(key => KeepAlive[key] !== undefined)
  return block(
    'semaphores',
    keys.map(key => `${words[key]} => ${Number(KeepAlive[key])}`),
  )
}

function coalition({ Label }: PlistKeys, id: number, type: string): readonly string[] {
  return [`ID = ${id}`, `type = ${type}`, 'state = active', 'active count = 1', `name = ${Label}`]
}

const spawnTypes = {
  Standard: 'daemon (3)',
  Background: 'background (5)',
  Adaptive: 'adaptive (6)',
  Interactive: 'interactive (4)',
} as const

function printLimits({ SoftResourceLimits }: PlistKeys): readonly string[] {
  const files = SoftResourceLimits?.NumberOfFiles
  return files === undefined ? [] : block('resource limits', [`maxfiles (soft) => ${files}`])
}

function properties(keys: PlistKeys): readonly string[] {
  return [
    ...(keys.KeepAlive === true ? ['keepalive'] : []),
    ...(keys.RunAtLoad ? ['runatload'] : []),
    ...(keys.AbandonProcessGroup ? ['abandon process group'] : []),
    'inferred program',
  ]
}

function printedEnvironment(keys: PlistKeys): readonly string[] {
  const variables = { OSLogRateLimit: '64', ...keys.EnvironmentVariables, XPC_SERVICE_NAME: keys.Label }
  return Object.entries(variables).map(([name, value]) => `${name} => ${value}`)
}

const auditSession = 100002

function optional(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} = ${value}`]
}

/** Values go in raw: one with a line break goes on in column 0. */
function block(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} = {`, ...lines.map(indent), '}', '']
}

function indent(line: string): string {
  return line === '' ? '' : `\t${line}`
}
