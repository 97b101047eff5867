import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type PlistValue } from 'plist'

export interface WrittenJob {
  readonly label: string
  readonly file: string
}

/** Writes a definition where launchd finds it at the next login. */
export async function writeJob(
  home: string,
  keys: Readonly<Record<string, PlistValue>>,
  folder = join(home, 'Library', 'LaunchAgents'),
): Promise<WrittenJob> {
  const label = typeof keys['Label'] === 'string' ? keys['Label'] : 'test.job'
  const file = join(folder, `${label.replaceAll('/', '-')}.plist`)
  await mkdir(folder, { recursive: true })
  await writeFile(file, build({ Label: label, ...keys }))
  await chmod(file, 0o644)
  return { label, file }
}

/** The arguments of a job that runs a shell script. */
export function script(text: string): string[] {
  return ['/bin/sh', '-c', text]
}
