import { runProgram } from './run-program.js'

/** Prints what `top` prints for these arguments; undefined when it failed. */
export type RunTop = (args: readonly string[]) => Promise<string | undefined>

/** top costs far more than ps: this is a value for a limit in gigabytes, not for a graph. */
const freshMs = 2 * 60_000

interface Measured {
  readonly pid: number
  readonly residentBytes: number
}

export function openMacosFootprints(): MacosFootprints {
  return new MacosFootprints(runTop, () => performance.now())
}

async function runTop(args: readonly string[]): Promise<string | undefined> {
  const result = await runProgram('/usr/bin/top', args, { timeoutMs: 5_000, env: { LC_ALL: 'C' } })
  return result.ok ? result.stdout : undefined
}

/**
 * The memory that macOS itself counts for a process. `ps` leaves compressed pages out, so a bloated gopls that
 * nobody has typed at for a while looks small there.
 */
export class MacosFootprints {
  readonly #runTop: RunTop
  readonly #nowMs: () => number
  #bytes: ReadonlyMap<number, number> = new Map()
  #askedAtMs = Number.NEGATIVE_INFINITY

  constructor(runTop: RunTop, nowMs: () => number) {
    this.#runTop = runTop
    this.#nowMs = nowMs
  }

  /** The rows, with the footprint of these processes where it is known; asks again, in the background, when that is old. */
  apply<Row extends Measured>(rows: readonly Row[], pids: readonly number[]): readonly Row[] {
    const isKnown = pids.every(pid => this.#bytes.has(pid))
    if (pids.length > 0 && (!isKnown || this.#nowMs() - this.#askedAtMs > freshMs)) void this.#ask(pids)
    return rows.map(row => ({
      ...row,
      residentBytes: Math.max(row.residentBytes, this.#bytes.get(row.pid) ?? 0),
    }))
  }

  async #ask(pids: readonly number[]): Promise<void> {
    // A pid that top will not tell of is not asked for at each look.
    if (this.#nowMs() - this.#askedAtMs < shortestMs) return
    this.#askedAtMs = this.#nowMs()
    const text = await this.#runTop(buildTopArgs(pids))
    if (text !== undefined) this.#bytes = parseTopOutput(text)
  }
}

const shortestMs = 10_000

export function buildTopArgs(pids: readonly number[]): readonly string[] {
  return ['-l', '1', '-stats', 'pid,mem', ...pids.flatMap(pid => ['-pid', String(pid)])]
}

/** Bytes by pid. After top's summary each line is a pid and its memory: `501    6144M+`, `7 35M`, `9 912K-`. */
export function parseTopOutput(text: string): ReadonlyMap<number, number> {
  const found = text.matchAll(/^\s*(\d+)\*?\s+(\d+(?:\.\d+)?)([BKMGT])[+-]?\s*$/gm)
  return new Map(
    [...found].map(([, pid, amount, unit = 'B']) => [Number(pid), Number(amount) * (units[unit] ?? 1)]),
  )
}

const units: Readonly<Record<string, number>> = { B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }
