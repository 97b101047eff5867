import { setTimeout as delay } from 'node:timers/promises'

/** Looks again until there is an answer, for the states of which the system sends no event. */
export async function eventually<T>(look: () => Promise<T | undefined>, limitMs = 30_000): Promise<T> {
  const untilMs = performance.now() + limitMs
  while (performance.now() < untilMs) {
    const answer = await look()
    if (answer !== undefined) return answer
    await delay(10)
  }
  throw new Error(`what was waited for did not happen within ${limitMs} ms`)
}
