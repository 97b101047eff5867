import { resolve } from 'node:path'

export interface InstallingShell {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly currentFolder: string
}

/** Which variables of the installing shell go into the plists. No others ever: a plist is no place for secrets. */
export function chooseAgentEnvironment(shell: InstallingShell): Readonly<Record<string, string>> {
  const names = shell.platform === 'darwin' ? ownNames : [...ownNames, ...xdgNames]
  return Object.fromEntries(
    names.flatMap(name => {
      const value = shell.environment[name]
      return value
        ? [[name, pathNames.has(name) ? makeAbsolute(name, value, shell.currentFolder) : value]]
        : []
    }),
  )
}

const ownNames = [
  'GOPLS_GUARDIAN_HOME',
  'GOPLS_GUARDIAN_PORT',
  'GOPLS_GUARDIAN_GOPLS',
  'GOPLS_GUARDIAN_LOG_LEVEL',
  'GOPLS_GUARDIAN_LAUNCHCTL',
]
const xdgNames = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME']

const pathNames = new Set(['GOPLS_GUARDIAN_HOME', 'GOPLS_GUARDIAN_GOPLS', 'GOPLS_GUARDIAN_LAUNCHCTL'])

/** launchd starts its jobs in `/`. Of a gopls the daemon itself resolves what begins with `~/`. */
function makeAbsolute(name: string, path: string, currentFolder: string): string {
  return name === 'GOPLS_GUARDIAN_GOPLS' && path.startsWith('~/') ? path : resolve(currentFolder, path)
}
