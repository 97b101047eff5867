import type { PrintedJob } from './parse-print.js'
import type { DisabledLabels } from './parse-print-disabled.js'

/** What launchctl answered; `exitCode` is null where it was killed or took too long. */
export interface LaunchctlAnswer {
  readonly exitCode: number | null
  /** What it said, stdout and stderr, trimmed. */
  readonly said: string
}

export type Printed =
  | { readonly kind: 'loaded'; readonly job: PrintedJob }
  | { readonly kind: 'unknown-label' }
  /** Nobody is logged in at the screen (112, 125), or launchctl itself failed. */
  | { readonly kind: 'unreadable'; readonly answer: LaunchctlAnswer }

/** launchctl of one domain (`gui/501`). Every call has a time limit; none throws. */
export interface Launchctl {
  readonly domain: string
  bootout(label: string): Promise<LaunchctlAnswer>
  enable(label: string): Promise<LaunchctlAnswer>
  bootstrap(plistFile: string): Promise<LaunchctlAnswer>
  /** With `kill` the running one is ended first. */
  kickstart(label: string, options?: { readonly kill: boolean }): Promise<LaunchctlAnswer>
  print(label: string): Promise<Printed>
  printDisabled(): Promise<DisabledLabels>
}
