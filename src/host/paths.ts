import { isAbsolute, join, resolve } from 'node:path'

/** Where everything lies. All paths are absolute. */
export interface Paths {
  readonly configFile: string
  readonly stateFolder: string
  readonly runFolder: string
  readonly instancesFolder: string
  readonly lockFolder: string
  /** Holds the path of the real gopls, for the drop-in when nothing else of us works. */
  readonly realGoplsFile: string
  readonly tokenFile: string
  readonly binFolder: string
  readonly toolsFolder: string
  /** The installed applications, `<version>-<build>` each, and `current`, a link to the one in use. */
  readonly appFolder: string
  /** Where launchd looks for the agents of this user. */
  readonly launchAgentsFolder: string
  readonly logsFolder: string
  readonly incidentsFolder: string
  readonly guardianLog: string
  /** What happened, for the next daemon and for those who ask it. */
  readonly eventsFile: string
}

export interface PathSources {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
  /** What a relative GOPLS_GUARDIAN_HOME is relative to. */
  readonly currentFolder: string
}

export function resolvePaths(sources: PathSources): Paths {
  const { configFolder, stateFolder, logsFolder } = chooseRoots(sources)
  const runFolder = join(stateFolder, 'run')
  return {
    configFile: join(configFolder, 'config.jsonc'),
    stateFolder,
    runFolder,
    instancesFolder: join(runFolder, 'instances'),
    lockFolder: join(runFolder, 'lock'),
    realGoplsFile: join(runFolder, 'real-gopls'),
    tokenFile: join(stateFolder, 'token'),
    binFolder: join(stateFolder, 'bin'),
    toolsFolder: join(stateFolder, 'tools'),
    appFolder: join(stateFolder, 'app'),
    launchAgentsFolder: join(sources.homeFolder, 'Library', 'LaunchAgents'),
    logsFolder,
    incidentsFolder: join(logsFolder, 'incidents'),
    guardianLog: join(logsFolder, 'guardian.log'),
    eventsFile: join(logsFolder, 'events.jsonl'),
  }
}

/** The file that collects what this instance writes to stderr. */
export function goplsLogFile(paths: Paths, instanceId: string): string {
  return join(paths.logsFolder, `gopls-${instanceId}.log`)
}

interface Roots {
  readonly configFolder: string
  readonly stateFolder: string
  readonly logsFolder: string
}

function chooseRoots({ platform, environment, homeFolder, currentFolder }: PathSources): Roots {
  const own = environment['GOPLS_GUARDIAN_HOME']
  if (own) {
    const folder = resolve(currentFolder, own)
    return { configFolder: folder, stateFolder: folder, logsFolder: join(folder, 'logs') }
  }
  if (platform === 'darwin') {
    const folder = join(homeFolder, 'Library', 'Application Support', name)
    return {
      configFolder: folder,
      stateFolder: folder,
      logsFolder: join(homeFolder, 'Library', 'Logs', name),
    }
  }
  const configHome = xdgFolder(environment['XDG_CONFIG_HOME']) ?? join(homeFolder, '.config')
  const stateHome = xdgFolder(environment['XDG_STATE_HOME']) ?? join(homeFolder, '.local', 'state')
  const stateFolder = join(stateHome, name)
  return { configFolder: join(configHome, name), stateFolder, logsFolder: join(stateFolder, 'logs') }
}

const name = 'gopls-guardian'

/** XDG Base Directory Specification: a value that is empty or not absolute counts as not set. */
function xdgFolder(value: string | undefined): string | undefined {
  return value && isAbsolute(value) ? value : undefined
}
