import { type ProblemCode, problems } from './problem.js'

/** The description of all that can be asked (OpenAPI 3.1), served as `/api/v1/openapi.json`. */
export function describeApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'gopls-guardian',
      version,
      description:
        'On TCP every answer under /api/ needs the token; on run/api.sock the file mode is the guard.',
    },
    paths: {
      '/health': {
        get: {
          summary: 'How the whole is, in closed codes',
          responses: {
            200: json('application/health+json', 'pass or warn'),
            503: json('application/health+json', 'fail'),
          },
        },
      },
      '/livez': { get: { summary: 'Whether the daemon lives', responses: { 200: text('It does') } } },
      '/readyz': {
        get: {
          summary: 'Whether the daemon can serve an editor',
          responses: { 200: text('It can'), 503: text('It cannot') },
        },
      },
      '/metrics': {
        get: {
          summary: 'Prometheus text 0.0.4, or OpenMetrics where the Accept header asks for it',
          responses: {
            200: {
              description: 'The metrics',
              content: { 'text/plain': {}, 'application/openmetrics-text': {} },
            },
          },
        },
      },
      '/api/v1/status': {
        get: {
          summary: 'Everything: as /health, with paths, evidence and the configuration in force',
          security: [{ token: [] }],
          responses: {
            200: json(
              'application/json',
              'The status; `observed` has every gopls of this user that guardian did not start: {pid, kind, editor, ownerPid, verdict, reason, version, path, ageSeconds, residentBytes, action, why}',
            ),
            ...failures('not-authenticated'),
          },
        },
      },
      '/api/v1/events': {
        get: {
          summary:
            'What happened, a page at a time: ask again with `since` set to `next` until there is no more',
          security: [{ token: [] }],
          parameters: [since],
          responses: {
            200: json(
              'application/json',
              '{events: [{seq, time, kind, instance?, generation?, data}], next, gap?: {from}}; a gap when not everything since then is kept',
            ),
            ...failures('bad-since', 'not-authenticated'),
          },
        },
      },
      '/api/v1/events/stream': {
        get: {
          summary: 'What happens, as it does; goes on after `since` or Last-Event-ID',
          security: [{ token: [] }],
          parameters: [since, { ...since, name: 'Last-Event-ID', in: 'header' }],
          responses: {
            200: {
              description:
                'Server-Sent Events: the id is the `seq`, the data an event; an event named `gap`, {from}, tells of what is not kept',
              content: { 'text/event-stream': { schema: { type: 'string' } } },
            },
            ...failures('bad-since', 'not-authenticated', 'too-many-readers'),
          },
        },
      },
      '/api/v1/incidents': {
        get: {
          summary: 'What went wrong, the newest first',
          security: [{ token: [] }],
          responses: {
            200: json(
              'application/json',
              '{incidents: [{id, time, cause, line, instance, count, lastTime}]}',
            ),
            ...failures('not-authenticated'),
          },
        },
      },
      '/api/v1/incidents/{id}': {
        get: {
          summary: 'One incident, and the files that are kept of it',
          security: [{ token: [] }],
          parameters: [inPath('id')],
          responses: {
            200: json('application/json', '{...incident.json, files: [{name, bytes}]}'),
            ...failures('not-authenticated', 'unknown-incident'),
          },
        },
      },
      '/api/v1/incidents/{id}/files/{name}': {
        get: {
          summary: 'One file of an incident',
          security: [{ token: [] }],
          parameters: [inPath('id'), inPath('name')],
          responses: { 200: text('The file'), ...failures('not-authenticated', 'unknown-incident') },
        },
      },
      '/api/v1/instances/{id}/restart': { post: instanceAction('Replaces the gopls of an instance') },
      '/api/v1/instances/{id}/stop': {
        post: instanceAction('Stops an instance until it is asked for again'),
      },
      '/api/v1/openapi.json': {
        get: {
          summary: 'This description',
          security: [{ token: [] }],
          responses: { 200: json('application/json', 'The description'), ...failures('not-authenticated') },
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: "The token file in guardian's state folder" },
      },
    },
  }
}

const since = {
  name: 'since',
  in: 'query',
  required: false,
  schema: { type: 'integer', minimum: 0 },
} as const

function instanceAction(summary: string): object {
  return {
    summary,
    security: [{ token: [] }],
    parameters: [inPath('id')],
    responses: {
      202: json('application/json', 'Accepted: {id, accepted: true}'),
      ...failures('not-authenticated', 'unknown-instance', 'being-stopped', 'not-json'),
    },
  }
}

function inPath(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function failures(...codes: readonly ProblemCode[]): Record<number, object> {
  return Object.fromEntries(
    codes.map(code => [problems[code].status, json('application/problem+json', problems[code].title)]),
  )
}

function json(mediaType: string, description: string): object {
  return { description, content: { [mediaType]: { schema: { type: 'object' } } } }
}

function text(description: string): object {
  return { description, content: { 'text/plain': { schema: { type: 'string' } } } }
}
