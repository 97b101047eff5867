import type { LaunchctlAnswer, Printed } from './launchctl.js'
import type { PrintedJob } from './parse-print.js'

/** What is to become of one job. */
export interface JobPlan {
  /** `start` takes the plist as it lies there; `stop` leaves it there. */
  readonly goal: 'install' | 'start' | 'stop'
  readonly label: string
  readonly plistFile: string
  /** The same without symbolic links in its folder: launchd prints the one or the other. */
  readonly realPlistFile: string
  readonly programArguments: readonly string[]
  /** It ends by itself and the clock starts it again, so it may be over before anybody looks. */
  readonly isOneShot: boolean
}

/** What to do next, and what to remember meanwhile. */
export type JobStep =
  | { readonly kind: 'look' | 'write-plist' | 'bootout' | 'kickstart' }
  /** `tries`: how often bootstrap was called before. */
  | { readonly kind: 'enable' | 'bootstrap'; readonly tries: number }
  /** Waits end with a look; `answer` is what launchctl said before the wait. */
  | (Wait & { readonly kind: 'await-bootstrap'; readonly tries: number })
  | (Wait & { readonly kind: 'await-gone' | 'await-running' })
  | { readonly kind: 'done'; readonly job: PrintedJob | null }
  | { readonly kind: 'failed'; readonly failure: JobFailure }

interface Wait {
  readonly delayMs: number
  /** When to give up what launchd is at. */
  readonly untilMs: number
  readonly answer: LaunchctlAnswer
}

/** What came of a step: of the looks and waits a look, of all others an answer. */
export type StepResult =
  | { readonly kind: 'answer'; readonly answer: LaunchctlAnswer }
  /** `isOldAlive`: whether the process that ran at the first look still does. */
  | { readonly kind: 'look'; readonly printed: Printed; readonly isOldAlive: boolean }

export interface JobFailure {
  readonly at: Exclude<JobStep['kind'], 'done' | 'failed'> | 'compare'
  /** The last thing that launchctl (or, for write-plist, the system) said. */
  readonly answer: LaunchctlAnswer
  /** What the last look showed, if there was one. */
  readonly printed: Printed | null
}
