import { execa } from 'execa'

export type ProgramResult =
  | { readonly ok: true; readonly stdout: string; readonly stderr: string }
  | {
      readonly ok: false
      /** `missing`: no such program; `refused`: could not be started; `timeout`; `failed`: exit code or signal. */
      readonly reason: 'missing' | 'refused' | 'timeout' | 'failed'
      readonly exitCode: number | null
      readonly signal: string | null
      readonly stdout: string
      readonly stderr: string
      readonly message: string
    }

export interface ProgramOptions {
  readonly timeoutMs: number
  /** The whole environment of the child; nothing is added to it. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Called with each piece of stderr as it comes, for programs that show progress. */
  readonly onProgress?: (text: string) => void
}

const maxOutputBytes = 4 * 1024 * 1024

/**
 * Runs a short-lived program to its end, with a time limit and a cap on its output.
 * Never throws for anything that the program does: failures are values.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const child = execa(file, args, {
    env: { ...options.env },
    extendEnv: false,
    reject: false,
    maxBuffer: maxOutputBytes,
    stdin: 'ignore',
    stripFinalNewline: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const decoder = new TextDecoder()
  child.stderr.on('data', (chunk: Buffer) => options.onProgress?.(decoder.decode(chunk, { stream: true })))
  const limit = { passed: false }
  const timer = setTimeout(() => {
    limit.passed = true
    child.kill('SIGKILL')
    // Its own children may live on and hold the pipes open: closing our ends is what ends the wait.
    child.stdout.destroy()
    child.stderr.destroy()
  }, options.timeoutMs)
  const result = await child
  clearTimeout(timer)
  const { stdout, stderr } = result
  if (!result.failed) return { ok: true, stdout, stderr }
  return {
    ok: false,
    reason: limit.passed ? 'timeout' : failureReason(result),
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
    stdout,
    stderr,
    message: limit.passed ? `${file} took longer than ${options.timeoutMs} ms` : String(result.shortMessage),
  }
}

function failureReason(result: {
  readonly code?: string | undefined
  readonly exitCode?: number | undefined
  readonly signal?: string | undefined
}): 'missing' | 'refused' | 'failed' {
  if (result.code === 'ENOENT') return 'missing'
  if (result.exitCode === undefined && result.signal === undefined) return 'refused'
  return 'failed'
}
