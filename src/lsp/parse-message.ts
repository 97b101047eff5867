import { asObject, type JsonObject } from './read-params.js'

/** A whole message, for the few whose content matters; undefined when it is no JSON object. */
export function parseMessage(body: Buffer): JsonObject | undefined {
  try {
    return asObject(JSON.parse(body.toString('utf8')))
  } catch {
    return undefined
  }
}
