import type { FromSchema } from 'json-schema-to-ts'
import { byteSize, count, duration, grace, interval, reportOrEnd, section } from './setting-shapes.js'

/** The configuration file as JSON Schema (draft-07): the one place where a setting is described. */
export const configurationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'gopls-guardian configuration',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'Where an editor finds this schema.' },
    http: {
      ...section,
      description: 'Where the daemon answers /health, /metrics and the API.',
      properties: {
        host: {
          enum: ['127.0.0.1', 'localhost', '::1'],
          default: '127.0.0.1',
          description: 'The address to listen on; never anything but this computer itself.',
        },
        port: {
          type: 'integer',
          minimum: 0,
          maximum: 65535,
          default: 4675,
          description: 'The TCP port; 0 takes any free one.',
        },
      },
    },
    gopls: {
      ...section,
      description: 'The real gopls and how it is started.',
      properties: {
        path: {
          type: ['string', 'null'],
          pattern: '\\S',
          patternErrorMessage: 'must be the path of a gopls',
          default: null,
          description: 'The gopls to run; null looks for one in the usual places.',
          examples: ['/Users/me/go/bin/gopls'],
        },
        args: {
          type: 'array',
          items: { type: 'string' },
          default: [],
          description: 'Further arguments for gopls.',
          examples: [['-rpc.trace']],
        },
        env: {
          type: 'object',
          additionalProperties: { type: 'string' },
          default: {},
          description: "Environment variables added to gopls's own.",
          examples: [{ GOFLAGS: '-tags=integration' }],
        },
        install: {
          enum: ['never', 'pinned'],
          default: 'never',
          description: '"pinned": when no gopls is found, install a known release with "go install".',
        },
      },
    },
    instances: {
      ...section,
      description: 'Which editors share one gopls, and for how long it is kept.',
      properties: {
        keepWarm: {
          type: 'boolean',
          default: true,
          description: 'Keep a gopls for idleTimeout after its last editor has left.',
        },
        isolation: {
          enum: ['workspace', 'shared', 'session'],
          default: 'workspace',
          description: 'One gopls per workspace, one for all editors, or one per editor session.',
        },
        idleTimeout: {
          ...duration,
          default: '15m',
          description: 'How long a gopls without an editor is kept.',
        },
      },
    },
    probe: {
      ...section,
      description: 'How often gopls is asked for a sign of life.',
      properties: {
        interval: { ...interval, default: '5s', description: 'Time between probes of a gopls in use.' },
        idleInterval: { ...interval, default: '30s', description: 'Time between probes of an idle gopls.' },
        timeout: { ...duration, default: '2s', description: 'How long one probe waits for its answer.' },
        failures: { ...count, default: 3, description: 'Failed probes in a row before gopls is suspect.' },
        startupTimeout: {
          ...duration,
          default: '60s',
          description: 'How long a new gopls may take to its first answer.',
        },
      },
    },
    hang: {
      ...section,
      description:
        'When a request is overdue: min(ceiling, max(floor, p95Factor x P95 of its method on this gopls)).',
      properties: {
        floor: { ...duration, default: '5s', description: 'No request is overdue before this.' },
        ceiling: { ...duration, default: '60s', description: 'Every request is overdue after this.' },
        p95Factor: {
          type: 'number',
          minimum: 1,
          default: 10,
          description: "How many times the method's P95 a request may take.",
        },
        spinFactor: {
          type: 'number',
          minimum: 1,
          default: 10,
          description: 'How many times longer, at most 10m, while gopls uses the CPU but answers nothing.',
        },
        clientReplyTimeout: {
          ...duration,
          default: '20s',
          description: 'How long an editor may owe gopls an answer before it is given in its stead.',
        },
      },
    },
    limits: {
      ...section,
      description: 'When gopls is recycled for what it uses.',
      properties: {
        memory: { ...byteSize, default: '6GiB', description: 'Resident memory that is too much.' },
        samples: { ...count, default: 3, description: 'Samples in a row over the limit before it counts.' },
      },
    },
    stop: {
      ...section,
      description: 'How gopls is stopped: SIGQUIT for its stacks, then SIGTERM, then SIGKILL.',
      properties: {
        quitGrace: { ...grace, default: '2s', description: 'Time to write the stacks after SIGQUIT.' },
        termGrace: { ...grace, default: '2s', description: 'Time to end after SIGTERM.' },
      },
    },
    restart: {
      ...section,
      description:
        'A gopls that stayed ready for window clears the streak of failures; maxFailures in a row open the breaker.',
      properties: {
        backoffMin: { ...duration, default: '250ms', description: 'The wait before the first relaunch.' },
        backoffMax: { ...duration, default: '30s', description: 'The longest wait before a relaunch.' },
        jitter: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0.2,
          description: 'The part of a wait that is left to chance.',
        },
        maxFailures: { ...count, default: 5, description: 'Failures in a row that open the breaker.' },
        window: {
          ...duration,
          default: '5m',
          description: 'How long ready is long enough to be well again.',
        },
        cooldown: { ...duration, default: '2m', description: 'How long an open breaker waits to try again.' },
      },
    },
    observe: {
      ...section,
      description: 'What is done about gopls processes that guardian did not start.',
      properties: {
        enabled: { type: 'boolean', default: true, description: 'Look for them at all.' },
        interval: { ...interval, default: '30s', description: 'Time between two looks.' },
        orphanGrace: { ...grace, default: '5m', description: 'How long without a parent makes an orphan.' },
        spinGrace: { ...grace, default: '10m', description: 'How long at full CPU counts as spinning.' },
        policy: {
          ...section,
          description: 'Only report it, resume it (SIGCONT), or end it.',
          properties: {
            orphan: { ...reportOrEnd, default: 'end', description: 'Its editor is gone.' },
            stopped: {
              enum: ['report', 'resume', 'end'],
              default: 'resume',
              description: 'It is stopped by a signal.',
            },
            spinning: { ...reportOrEnd, default: 'report', description: 'It uses the CPU without end.' },
            bloated: { ...reportOrEnd, default: 'report', description: 'It is over limits.memory.' },
          },
        },
      },
    },
    logs: {
      ...section,
      description: "The daemon's own log.",
      properties: {
        level: {
          enum: ['fatal', 'error', 'warn', 'info', 'debug', 'trace'],
          default: 'info',
          description: 'The least important level that is written.',
        },
        maxSize: { ...byteSize, default: '10MiB', description: 'The size at which a log file is rotated.' },
        maxFiles: { ...count, default: 5, description: 'How many rotated files are kept.' },
      },
    },
    incidents: {
      ...section,
      description: 'How much evidence is kept.',
      properties: {
        keep: { ...count, default: 50, description: 'The number of incidents that are kept.' },
        maxTotalSize: { ...byteSize, default: '200MiB', description: 'The size of all incidents together.' },
      },
    },
    dryRun: {
      type: 'boolean',
      default: false,
      description: 'Decide and record what would be done, but signal nothing.',
    },
  },
} as const

/** What a file may hold: every key is optional. */
export type ConfigurationDocument = FromSchema<
  typeof configurationSchema,
  { keepDefaultedPropertiesOptional: true }
>

/** A document with every default filled in. */
export type CompleteDocument = FromSchema<typeof configurationSchema>

/** The schema as text, for `config schema` and an editor's completion. */
export function printConfigurationSchema(): string {
  return `${JSON.stringify(configurationSchema, null, 2)}\n`
}
