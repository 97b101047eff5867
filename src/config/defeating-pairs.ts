import { parseDuration } from './duration.js'
import { readAt, toKeyPath } from './key-path.js'
import type { CompleteDocument, ConfigurationDocument } from './schema.js'

export interface DefeatingPair {
  /** The setting to point at: one that the file wrote. */
  readonly key: string
  readonly reason: string
}

interface Rule {
  readonly lower: string
  readonly upper: string
  readonly equalIsFine: boolean
  readonly because: string
}

const rules: readonly Rule[] = [
  {
    lower: 'restart.backoffMin',
    upper: 'restart.backoffMax',
    equalIsFine: true,
    because: 'the first wait would be longer than the longest',
  },
  {
    lower: 'restart.backoffMax',
    upper: 'restart.window',
    equalIsFine: false,
    because: 'two failures would never fall into one window, so the breaker could never open',
  },
  {
    lower: 'restart.backoffMax',
    upper: 'restart.cooldown',
    equalIsFine: true,
    because: 'an open breaker would try again sooner than a closed one',
  },
  {
    lower: 'hang.floor',
    upper: 'hang.ceiling',
    equalIsFine: true,
    because: 'the ceiling would make requests overdue that the floor protects',
  },
  {
    lower: 'probe.interval',
    upper: 'probe.idleInterval',
    equalIsFine: true,
    because: 'an idle gopls would be probed more often than one in use',
  },
  {
    lower: 'observe.interval',
    upper: 'observe.spinGrace',
    equalIsFine: true,
    because: 'two looks at a gopls that loads a workspace would convict it',
  },
]

/**
 * Finds settings that are right each by itself but defeat each other, defaults included.
 * `written` is what the file says, `complete` the same with its defaults.
 */
export function findDefeatingPairs(
  written: ConfigurationDocument,
  complete: CompleteDocument,
): readonly DefeatingPair[] {
  return rules
    .filter(rule => isBroken(rule, complete))
    .map(({ lower, upper, equalIsFine, because }) => {
      const bound = equalIsFine ? 'must not be longer than' : 'must be shorter than'
      const describe = (key: string) => describeSetting(key, written, complete)
      return {
        key: isWritten(lower, written) ? lower : upper,
        reason: `${describe(lower)} ${bound} ${describe(upper)}: ${because}`,
      }
    })
}

function isBroken({ lower, upper, equalIsFine }: Rule, complete: CompleteDocument): boolean {
  const [lowerMs, upperMs] = [durationAt(lower, complete), durationAt(upper, complete)]
  return equalIsFine ? lowerMs > upperMs : lowerMs >= upperMs
}

function durationAt(key: string, complete: CompleteDocument): number {
  const durationMs = parseDuration(String(readAt(complete, toKeyPath(key))))
  if (durationMs === undefined) throw new Error(`${key} is no duration`)
  return durationMs
}

function describeSetting(key: string, written: ConfigurationDocument, complete: CompleteDocument): string {
  const value = String(readAt(complete, toKeyPath(key)))
  return isWritten(key, written) ? `"${key}" (${value})` : `"${key}" (${value}, the default)`
}

function isWritten(key: string, written: ConfigurationDocument): boolean {
  return readAt(written, toKeyPath(key)) !== undefined
}
