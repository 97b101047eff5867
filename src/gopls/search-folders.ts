import { delimiter, isAbsolute, join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** The absolute folders of a PATH-like variable, in its order; relative ones depend on where we stand and are left out. */
export function splitFolderList(list: string | undefined): readonly string[] {
  return (list ?? '').split(delimiter).filter(folder => isAbsolute(folder))
}

/** Where people have Go programs although a LaunchAgent's bare PATH (/usr/bin:/bin:/usr/sbin:/sbin) does not say so. */
export function listUsualFolders(homeFolder: string, environment: Environment): readonly string[] {
  return [
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/usr/local/go/bin',
    join(homeFolder, 'go', 'bin'),
    join(environment['MISE_DATA_DIR'] || join(homeFolder, '.local', 'share', 'mise'), 'shims'),
    join(environment['ASDF_DATA_DIR'] || join(homeFolder, '.asdf'), 'shims'),
  ]
}
