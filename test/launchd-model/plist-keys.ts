import { Ajv } from 'ajv'
import type { FromSchema } from 'json-schema-to-ts'
import type { JobRules } from './job-state.js'

/** The keys of launchd.plist(5) that the model knows. A key it does not know is refused, as is a wrong type. */
export const plistSchema = {
  type: 'object',
  required: ['Label', 'ProgramArguments'],
  additionalProperties: false,
  properties: {
    Label: { type: 'string', pattern: '^[^/\\s]+$' },
    Program: { type: 'string', pattern: '^/' },
    ProgramArguments: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
    },
    EnvironmentVariables: { type: 'object', additionalProperties: { type: 'string' } },
    WorkingDirectory: { type: 'string', pattern: '^/' },
    StandardOutPath: { type: 'string', pattern: '^/' },
    StandardErrorPath: { type: 'string', pattern: '^/' },
    Umask: { type: 'integer', minimum: 0, maximum: 0o777 },
    RunAtLoad: { type: 'boolean' },
    KeepAlive: {
      anyOf: [
        { type: 'boolean' },
        {
          type: 'object',
          additionalProperties: false,
          properties: { SuccessfulExit: { type: 'boolean' }, Crashed: { type: 'boolean' } },
        },
      ],
    },
    StartInterval: { type: 'integer', minimum: 1 },
    ThrottleInterval: { type: 'integer', minimum: 1 },
    ExitTimeOut: { type: 'integer', minimum: 1 },
    ProcessType: { enum: ['Standard', 'Background', 'Adaptive', 'Interactive'] },
    AbandonProcessGroup: { type: 'boolean' },
    LimitLoadToSessionType: { enum: ['Aqua', 'Background'] },
    SoftResourceLimits: {
      type: 'object',
      additionalProperties: false,
      properties: { NumberOfFiles: { type: 'integer', minimum: 1 } },
    },
  },
} as const

export type PlistKeys = FromSchema<typeof plistSchema>

export const isPlistKeys = new Ajv({ strictTypes: false }).compile<PlistKeys>(plistSchema)

/** The program that is started: what is not absolute would be looked up on launchd's own PATH. */
export function programOf(keys: PlistKeys): string {
  return keys.Program ?? keys.ProgramArguments[0] ?? ''
}

/** Defaults: the man page's 10 s for ThrottleInterval; 5 s is what Macs show for ExitTimeOut. */
export function rulesOf(keys: PlistKeys): JobRules {
  return {
    runsAtLoad: keys.RunAtLoad ?? false,
    keepAlive: keys.KeepAlive ?? false,
    intervalMs: keys.StartInterval === undefined ? null : keys.StartInterval * 1000,
    throttleMs: throttleSeconds(keys) * 1000,
    exitTimeOutMs: exitTimeOutSeconds(keys) * 1000,
    abandonsGroup: keys.AbandonProcessGroup ?? false,
  }
}

export function throttleSeconds(keys: PlistKeys): number {
  return keys.ThrottleInterval ?? 10
}

export function exitTimeOutSeconds(keys: PlistKeys): number {
  return keys.ExitTimeOut ?? 5
}
