import type { ProcessRow } from '../../host/process-table.js'

export interface OwnPlaces {
  /** Where the sockets of all instances lie, whoever of us started them. */
  readonly socketFolder: string
  /** Where the daemon's and the relays' own programs lie. */
  readonly programFolders: readonly string[]
}

/** Whether the daemon or a relay has started this gopls: to serve editors, at two pipes, or to ask for its version. */
export function isOurs(
  { command }: ProcessRow,
  parent: ProcessRow | undefined,
  { socketFolder, programFolders }: OwnPlaces,
): boolean {
  const isInstance = command.includes(`unix;${socketFolder}/`)
  return isInstance || programFolders.some(folder => parent?.command.includes(` ${folder}/`))
}
