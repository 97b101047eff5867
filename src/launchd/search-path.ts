import { delimiter, dirname, isAbsolute } from 'node:path'

/**
 * PATH for a process that launchd starts, whose own would be /usr/bin:/bin:/usr/sbin:/sbin: first the folders of these
 * programs, in this order. Give stable names (`/opt/homebrew/bin/go`), not what they link to: the versioned folder of
 * an installer dies with the next upgrade.
 */
export function buildSearchPath({
  programs,
}: {
  readonly programs: readonly (string | undefined)[]
}): readonly string[] {
  const folders = programs.flatMap(program =>
    program !== undefined && isAbsolute(program) ? [dirname(program)] : [],
  )
  return [...new Set([...folders, ...usualFolders])].filter(folder => !folder.includes(delimiter))
}

const usualFolders = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']
