import type { ToldEvent } from './told-event.js'

/** An event of which only this much matters. */
export function tellEvent({
  atMs = 0,
  ...event
}: Partial<ToldEvent> & { readonly atMs?: number }): ToldEvent {
  return { seq: 1, time: new Date(atMs).toISOString(), kind: 'instance.ready', data: {}, ...event }
}
