/** The exit codes of every command; scripts rely on them. */
export const exitCodes = {
  done: 0,
  /** The answer is no: unhealthy, unknown instance, not accepted. */
  no: 1,
  wrongUsage: 2,
  daemonNotRunning: 3,
  /** Something needed is missing: gopls, launchctl. */
  missing: 69,
  wrongConfiguration: 78,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
