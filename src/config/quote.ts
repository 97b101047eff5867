const longestQuote = 60

/** A value as JSON for a message, cut where it is long. */
export function quote(value: unknown): string {
  const json = JSON.stringify(value)
  return json.length <= longestQuote ? json : `${json.slice(0, longestQuote)}…`
}
