import { type GoCrash, readGoCrash } from './go-crash.js'
import type { Diagnosis } from './incident-cause.js'
import type { ProcessEnd } from './instance-state.js'
import { shorten } from './stack-frames.js'

export interface EndFacts {
  readonly end: ProcessEnd
  /** What this generation wrote, or the end of it. */
  readonly stderr: string
  /** Whether it ever answered. */
  readonly wasReady: boolean
  readonly platform: NodeJS.Platform
}

/** Why a gopls ended that nobody had asked to; undefined for one that was idle. */
export function diagnoseEnd(facts: EndFacts): Diagnosis | undefined {
  const { end, stderr } = facts
  switch (end.kind) {
    case 'idle':
      return undefined
    case 'exited':
      return diagnoseExit(end, facts)
    case 'unobserved':
      return (
        diagnoseCrash(readGoCrash(stderr), 'gone') ?? {
          cause: 'end-unseen',
          line: 'gopls was gone, and nobody saw why',
          why: "it was not our child (started by an earlier guardian, or through an editor's relay), so its exit code went to others, and no words of a crash are known",
        }
      )
    case 'not-started':
      return diagnoseLaunch(end.detail)
    case 'unkillable':
      return {
        cause: 'unkillable',
        line: 'gopls is still there after SIGKILL',
        why: 'the system holds it in a wait that no signal ends, for a disk or a network file system, say',
      }
    default:
      return end satisfies never
  }
}

function diagnoseExit(
  { code, signal }: Extract<ProcessEnd, { kind: 'exited' }>,
  { stderr, wasReady, platform }: EndFacts,
): Diagnosis {
  if (signal === 'SIGKILL') return diagnoseKill(wasReady, platform)
  const how = signal ?? `exit ${code ?? 'unknown'}`
  const crash = diagnoseCrash(readGoCrash(stderr), how)
  if (crash) return crash
  return signal === null
    ? { cause: 'exit-code', line: `gopls ended by itself: ${how}`, why: `${how}, and no words of a crash` }
    : { cause: 'signal', line: `gopls was ended by ${signal}`, why: `${signal}, which guardian did not send` }
}

/** macOS kills a program whose file was overwritten in place before its first instruction (golang/go#63997). */
function diagnoseKill(wasReady: boolean, platform: NodeJS.Platform): Diagnosis {
  return platform === 'darwin' && !wasReady
    ? {
        cause: 'code-signature',
        line: "macOS killed gopls at its start: its file's code signature is probably not valid any more",
        why: 'SIGKILL before its first answer, which guardian did not send; install gopls anew, by rename',
      }
    : {
        cause: 'killed',
        line: 'the system or somebody killed gopls: out of memory, most likely',
        why: 'SIGKILL, which guardian did not send',
      }
}

const noMemory = /out of memory|cannot allocate memory|failed to (?:allocate|reserve)/

function diagnoseCrash(crash: GoCrash | undefined, how: string): Diagnosis | undefined {
  if (!crash) return undefined
  const { kind, message, frame } = crash
  const where = frame === undefined ? '' : ` in ${shorten(frame)}`
  const why = `stderr says so, and it ended with ${how}${frame === undefined ? '' : `; top frame ${frame}`}`
  if (noMemory.test(message))
    return { cause: 'out-of-memory', line: `gopls was refused memory: ${message}`, why }
  switch (kind) {
    case 'panic':
      return { cause: 'go-panic', line: `gopls panicked${where}: ${message}`, why }
    case 'fatal-error':
      return { cause: 'fatal-error', line: `fatal error${where}: ${message}`, why }
    case 'signal':
      return { cause: 'signal', line: `gopls was ended by ${message}`, why }
    default:
      return kind satisfies never
  }
}

function diagnoseLaunch(detail: string): Diagnosis {
  return /code ?sign/i.test(detail)
    ? { cause: 'code-signature', line: "gopls's code signature is not valid", why: detail }
    : { cause: 'not-started', line: 'gopls could not be started', why: detail }
}
