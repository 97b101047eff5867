import type { ProgramResult } from '../host/run-program.js'

export interface InstallFailure {
  readonly ok: false
  /** `cannot-write`: the tools folder; `cannot-start`: go; `unusable`: what go built does not run. */
  readonly reason: 'cannot-write' | 'cannot-start' | 'timeout' | 'failed' | 'unusable'
  readonly detail: string
  /** What the user can do, as a sentence. */
  readonly next: string
}

/** Why `go install` did not do it, in go's last words, and what helps. */
export function explainGoFailure(
  result: Extract<ProgramResult, { ok: false }>,
  command: string,
  timeoutMs: number,
): InstallFailure {
  const tail = result.stderr.trimEnd().split('\n').slice(-5).join('\n')
  const byHand = `Try it by hand: ${command}`
  switch (result.reason) {
    case 'missing':
    case 'refused':
      return fail('cannot-start', result.message, 'Install Go from https://go.dev/dl.')
    case 'timeout':
      return fail('timeout', `go was not done after ${timeoutMs / 1000} s. ${tail}`.trimEnd(), byHand)
    case 'failed':
      return fail('failed', tail || result.message, adviseOn(tail) ?? byHand)
  }
}

/** What go says, and what helps. A full disk under the build cache shows as "does not contain package". */
const advice: readonly (readonly [RegExp, string])[] = [
  [/no space left|does not contain package/, 'Free some disk space, then try again.'],
  [/requires go >=/, 'Update Go (https://go.dev/dl), then try again.'],
  [
    /dial tcp|i\/o timeout|proxyconnect|x509|OSStatus|TLS handshake|: [45]\d\d /,
    'Check the network, and GOPROXY (type: go env GOPROXY), then try again.',
  ],
]

function adviseOn(stderrTail: string): string | undefined {
  return advice.find(([pattern]) => pattern.test(stderrTail))?.[1]
}

function fail(reason: InstallFailure['reason'], detail: string, next: string): InstallFailure {
  return { ok: false, reason, detail, next }
}
