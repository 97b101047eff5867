/** Ours, without what the test runner puts into its children. */
export function cleanEnvironment(): Readonly<Record<string, string>> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(NODE_OPTIONS$|_TAPJS_)/.test(entry[0]),
  )
  return Object.fromEntries(entries)
}
