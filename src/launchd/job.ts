/** What launchd is told of a program: the keys of launchd.plist(5) that we use. Times in seconds. */
export interface Job {
  readonly Label: string
  /** The base name of the first is what Login Items shows. */
  readonly ProgramArguments: readonly [string, ...string[]]
  readonly EnvironmentVariables: Readonly<Record<string, string>>
  readonly RunAtLoad: boolean
  readonly KeepAlive?: { readonly SuccessfulExit: boolean }
  readonly StartInterval: number
  /** Between two starts. */
  readonly ThrottleInterval: number
  /** From SIGTERM to SIGKILL. */
  readonly ExitTimeOut: number
  readonly ProcessType: 'Interactive' | 'Background'
  readonly AbandonProcessGroup: boolean
  readonly LimitLoadToSessionType: 'Aqua' | 'Background'
  readonly SoftResourceLimits?: { readonly NumberOfFiles: number }
  readonly Umask: number
  readonly StandardOutPath?: string
  readonly StandardErrorPath?: string
}

export const agentLabel = 'dev.gopls-guardian.agent'
export const watchdogLabel = 'dev.gopls-guardian.watchdog'
