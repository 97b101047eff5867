/** What we make of an instance or of one editor's session on it. */
export const verdicts = [
  'unknown',
  'healthy',
  'busy',
  'waiting-on-child',
  'blocked-on-client',
  'stopped',
  'suspect',
  'hung',
  'gone',
] as const
export type Verdict = (typeof verdicts)[number]
