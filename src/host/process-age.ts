import { uptime } from 'node:os'

/** One moment, by both clocks that start tokens are of. */
export interface LookTime {
  /** Milliseconds since 1970. */
  readonly wallMs: number
  /** Milliseconds since the boot, sleep included. */
  readonly uptimeMs: number
}

export function readLookTime(): LookTime {
  return { wallMs: Date.now(), uptimeMs: uptime() * 1000 }
}

/** How long ago a process with this start token was started; 0 for a token that cannot be read. */
export function readAgeMs(start: string, { wallMs, uptimeMs }: LookTime): number {
  const ageMs = countsTicks(start) ? uptimeMs - Number(start) * msPerTick : wallMs - parseLstartMs(start)
  return Number.isNaN(ageMs) ? 0 : Math.max(0, Math.round(ageMs))
}

/** USER_HZ is 100 on every architecture that Node runs on. */
export const msPerTick = 10

/** Linux counts from the boot, macOS tells the time of day. */
export function countsTicks(start: string): boolean {
  return /^\d+$/.test(start)
}

/** `Mon Dec 25 12:00:00 2024`, the `lstart` of ps in the C locale and in UTC; NaN for anything else. */
export function parseLstartMs(start: string): number {
  return Date.parse(`${start} UTC`)
}
