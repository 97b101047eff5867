import { setTimeout as delay } from 'node:timers/promises'

/** Looks again until there is an answer, for the states of which the system sends no event. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const answer = await look()
    if (answer !== undefined) return answer
    await delay(10)
  }
  throw new Error('what was waited for did not happen within 5 seconds')
}
