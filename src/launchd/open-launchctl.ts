import { type ProgramResult, runProgram } from '../host/run-program.js'
import type { Launchctl, LaunchctlAnswer, Printed } from './launchctl.js'
import { parsePrint } from './parse-print.js'
import { parsePrintDisabled } from './parse-print-disabled.js'

type Environment = Readonly<Record<string, string | undefined>>

/** The launchctl to use here; undefined where there is none, which is everywhere but on macOS. */
export function findLaunchctl(host: {
  readonly platform: NodeJS.Platform
  readonly environment: Environment
}): string | undefined {
  return (
    host.environment['GOPLS_GUARDIAN_LAUNCHCTL'] ||
    (host.platform === 'darwin' ? '/bin/launchctl' : undefined)
  )
}

interface LaunchctlOptions {
  readonly program: string
  readonly uid: number
  readonly environment: Environment
}

/** launchctl of the domain of this user's GUI session. */
export function openLaunchctl({ program, uid, environment }: LaunchctlOptions): Launchctl {
  const domain = `gui/${uid}`
  const run = (...args: readonly string[]) => runProgram(program, args, { timeoutMs, env: environment })
  const ask = async (...args: readonly string[]) => readAnswer(await run(...args))
  return {
    domain,
    bootout: label => ask('bootout', `${domain}/${label}`),
    enable: label => ask('enable', `${domain}/${label}`),
    bootstrap: plistFile => ask('bootstrap', domain, plistFile),
    kickstart: (label, options) => ask('kickstart', ...(options?.kill ? ['-k'] : []), `${domain}/${label}`),
    print: async label => readPrinted(await run('print', `${domain}/${label}`)),
    printDisabled: async () => parsePrintDisabled((await run('print-disabled', domain)).stdout),
  }
}

/** `bootout` and `kickstart -k` may wait until the job is gone, which takes up to its ExitTimeOut. */
const timeoutMs = 30_000

/** What a finished launchctl answered, or why there was no answer. */
export function readAnswer(result: ProgramResult): LaunchctlAnswer {
  const said = [result.stdout, result.stderr].map(text => text.trim()).filter(text => text !== '')
  if (result.ok) return { exitCode: 0, said: said.join('\n') }
  const { exitCode, message } = result
  return { exitCode, said: exitCode === null ? [message, ...said].join('\n') : said.join('\n') }
}

/** What `print` of one label tells. */
function readPrinted(result: ProgramResult): Printed {
  const job = result.ok ? parsePrint(result.stdout) : undefined
  if (job) return { kind: 'loaded', job }
  const answer = readAnswer(result)
  return answer.exitCode === unknownLabel ? { kind: 'unknown-label' } : { kind: 'unreadable', answer }
}

const unknownLabel = 113
