import { execFileSync } from 'node:child_process'
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'
import { readPm2Version } from './start-pm2.js'

/** What every figure depends on, the other load included. */
export function describeMachine(gopls: string): readonly string[] {
  const [cpu] = cpus()
  const [load = 0] = loadavg()
  return [
    `${cpus().length} cores ${cpu?.model ?? ''}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()} ${arch()}`,
    `node ${process.version}, gopls ${readVersion(gopls)}, go ${readVersion('go')}, pm2 ${readPm2Version()}; load before: ${load.toFixed(1)}`,
  ]
}

/** Both print a line like `golang.org/x/tools/gopls v0.23.0` or `go version go1.26.8 linux/amd64`. */
function readVersion(program: string): string {
  try {
    const output = execFileSync(program, ['version'], { encoding: 'utf8' })
    return /\b(?:v|go)\d+\.\S+/.exec(output)?.[0] ?? 'unknown'
  } catch {
    return 'not found'
  }
}
