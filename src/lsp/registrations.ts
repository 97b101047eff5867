import { isDeepStrictEqual } from 'node:util'
import { asObject, type Registration } from './read-params.js'

export interface RegistrationDifference {
  /** The editor must drop these first: it knows their ids for something else. */
  readonly unregister: readonly Registration[]
  /** Nothing here: the editor has it all, and the relay answers gopls itself. */
  readonly register: readonly Registration[]
}

/** What of these registrations is news to the editor. */
export function compareRegistrations(
  known: ReadonlyMap<string, Registration>,
  asked: readonly Registration[],
): RegistrationDifference {
  const register = asked.filter(registration => {
    const before = known.get(registration.id)
    return !before || !isSameRegistration(before, registration)
  })
  return { unregister: register.flatMap(({ id }) => known.get(id) ?? []), register }
}

function isSameRegistration(a: Registration, b: Registration): boolean {
  return a.method === b.method && isDeepStrictEqual(inOrder(a.registerOptions), inOrder(b.registerOptions))
}

/** gopls lists its watchers in the order of a Go map: another one each time. */
function inOrder(registerOptions: unknown): unknown {
  const options = asObject(registerOptions)
  const watchers = options?.['watchers']
  if (!Array.isArray(watchers)) return registerOptions
  return { ...options, watchers: watchers.map(watcher => JSON.stringify(watcher)).sort() }
}
