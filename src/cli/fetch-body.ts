import type { HealthBody } from '../http/health.js'
import { healthStatuses } from '../http/health-check.js'
import type { StatusBody } from '../http/status-body.js'
import type { ApiAnswer, ApiClient } from './api-client.js'

export function fetchHealth(callApi: ApiClient): Promise<ApiAnswer<HealthBody>> {
  return fetchBody(callApi, '/health', isHealthBody)
}

export function fetchStatus(callApi: ApiClient): Promise<ApiAnswer<StatusBody>> {
  return fetchBody(callApi, '/api/v1/status', isStatusBody)
}

async function fetchBody<Body>(
  callApi: ApiClient,
  path: string,
  isBody: (body: unknown) => body is Body,
): Promise<ApiAnswer<Body>> {
  const answer = await callApi('GET', path)
  if (!answer.ok) return answer
  const { body } = answer
  if (isBody(body)) return { ok: true, body }
  return { ok: false, reason: 'no-answer', detail: 'it speaks as another version of gopls-guardian does' }
}

/** Checks what the commands read; a daemon of another version may run still, or again. */
function isHealthBody(body: unknown): body is HealthBody {
  return isAnswer(body, ({ sessions }) => typeof sessions === 'number')
}

function isStatusBody(body: unknown): body is StatusBody {
  const isInstance = ({ sessionCount, restarts, breaker }: Fields) =>
    typeof sessionCount === 'number' && isObject(restarts) && isObject(breaker)
  return isAnswer(body, isInstance) && Array.isArray(body['troubles']) && Array.isArray(body['observed'])
}

type Fields = Readonly<Record<string, unknown>>

function isAnswer(body: unknown, isInstance: (instance: Fields) => boolean): body is Fields {
  if (!isObject(body)) return false
  const { status, instances } = body
  return (
    healthStatuses.some(each => each === status) &&
    Array.isArray(instances) &&
    instances.every(each => isObject(each) && typeof each['id'] === 'string' && isInstance(each))
  )
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
