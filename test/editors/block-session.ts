import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const created = 1
const openDelayMs = 1_000

/**
 * Blocks one session of a real gopls for good: told of a new file, gopls opens it, and it is a pipe that nobody writes
 * to. The pipe goes as soon as gopls is in there, so that only this session is blocked and the next one is not.
 */
export async function blockSession(
  folder: string,
  notify: (method: string, params: object) => unknown,
): Promise<void> {
  const pipe = join(folder, 'pipe.go')
  execFileSync('mkfifo', [pipe])
  try {
    await notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(pipe).href, type: created }],
    })
    // No event tells when gopls has opened it.
    await delay(openDelayMs)
  } finally {
    rmSync(pipe)
  }
}
