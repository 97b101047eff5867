import { arch, release, type } from 'node:os'
import { findGo } from '../../gopls/find-go.js'
import { goplsLogFile } from '../../host/paths.js'
import type { Supervisor } from '../supervisor.js'
import type { SupervisorOptions } from '../supervisor-options.js'
import { IncidentDesk } from './incident-desk.js'

export interface OpenDeskOptions
  extends Pick<
    SupervisorOptions,
    'paths' | 'homeFolder' | 'platform' | 'environment' | 'configuration' | 'events' | 'troubles'
  > {
  readonly supervisor: Pick<Supervisor, 'inquire' | 'askTraffic'>
  /** Of guardian. */
  readonly version: string
}

/** The desk of a supervisor, be it the daemon's or that of a relay that is alone. */
export function openIncidentDesk(options: OpenDeskOptions): IncidentDesk {
  const { paths, homeFolder, platform, environment, configuration, events, troubles } = options
  const { supervisor, version } = options
  return new IncidentDesk({
    folder: paths.incidentsFolder,
    events,
    settings: () => configuration().settings,
    inquire: id => supervisor.inquire(id),
    askTraffic: id => supervisor.askTraffic(id),
    stderrPath: id => goplsLogFile(paths, id),
    versions: { guardian: version, node: process.version, os: `${type()} ${release()} ${arch()}` },
    goVersion: async () => (await findGo({ environment, homeFolder }))?.version,
    platform,
    onTrouble: detail => troubles.set('incidents-unwritable', detail),
  })
}
