import type { FastifyRequest } from 'fastify'

export type SinceResult = { readonly ok: true; readonly since: number | undefined } | { readonly ok: false }

/** After which event to begin: as a browser says it when it comes back, or as the address says it. */
export function readSince({ headers, query }: Pick<FastifyRequest, 'headers' | 'query'>): SinceResult {
  const asked = headers['last-event-id'] ?? (query as { readonly since?: unknown }).since
  if (asked === undefined) return { ok: true, since: undefined }
  return typeof asked === 'string' && /^\d{1,15}$/.test(asked)
    ? { ok: true, since: Number(asked) }
    : { ok: false }
}
