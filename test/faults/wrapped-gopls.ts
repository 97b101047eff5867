import { join } from 'node:path'
import { writeProgram } from '../gopls/write-program.js'
import { gopls } from './gopls-here.js'
import type { Stage } from './stage.js'

/**
 * A script called gopls, alone in its folder, before the real one; `beforeServing` are lines of sh that are run
 * when it is to serve, with the real program in `$real`.
 */
export async function wrapGopls(stage: Stage, ...beforeServing: readonly string[]): Promise<string> {
  const path = join(await stage.makeFolder(), 'gopls')
  return writeProgram(
    path,
    `real='${gopls}'`,
    '[ "$1" = serve ] || exec "$real" "$@"',
    ...beforeServing,
    'exec "$real" "$@"',
  )
}

/** The real gopls behind a script that ends with this exit code, and gopls with it, at SIGUSR1. */
export function wrapExit(stage: Stage, exitCode: number): Promise<string> {
  return wrapGopls(
    stage,
    '"$real" "$@" &',
    `trap 'kill -KILL $!; exit ${exitCode}' USR1`,
    'wait $!',
    'exit $?',
  )
}
