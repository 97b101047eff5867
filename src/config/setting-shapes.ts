import { byteSizePattern } from './byte-size.js'
import { durationPattern } from './duration.js'

// `atLeast` and `atMost` bound durations and sizes; an editor that does not know them ignores them.
// `patternErrorMessage` is what VS Code shows for a pattern, and what our own problems say.
export const section = { type: 'object', additionalProperties: false, default: {} } as const
export const count = { type: 'integer', minimum: 1 } as const
export const duration = {
  type: 'string',
  pattern: durationPattern,
  patternErrorMessage: 'must be a duration such as "250ms", "5s", "15m" or "1h"',
  atLeast: '1ms',
  // A timer of Node holds at most 2^31 - 1 ms (24.8 days) and fires at once beyond that.
  atMost: '576h',
} as const
export const interval = { ...duration, atLeast: '10ms' } as const
export const grace = { ...duration, atLeast: '0s' } as const
export const byteSize = {
  type: 'string',
  pattern: byteSizePattern,
  patternErrorMessage: 'must be a size such as "512KiB", "10MiB" or "6GiB"',
  atLeast: '1B',
  atMost: '65536GiB',
} as const
export const reportOrEnd = { enum: ['report', 'end'] } as const
