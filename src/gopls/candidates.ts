import { join, resolve } from 'node:path'
import { type Environment, listUsualFolders, splitFolderList } from './search-folders.js'

export type ExplicitSource = 'flag' | 'environment' | 'file'
export type CandidateSource = ExplicitSource | 'tools' | 'gobin' | 'gopath' | 'path' | 'usual-place'

export interface Candidate {
  readonly path: string
  readonly source: CandidateSource
}

/** Where somebody may have said which gopls to use. */
export interface ExplicitPlaces {
  readonly flag?: string | undefined
  /** GOPLS_GUARDIAN_GOPLS is read from here. */
  readonly environment: Environment
  /** `gopls.path` of the configuration file. */
  readonly file?: string | undefined
  readonly homeFolder: string
}

export interface SearchPlaces extends ExplicitPlaces {
  readonly toolsFolder: string
  readonly goEnv?: { readonly gobin?: string | undefined; readonly gopath?: string | undefined } | undefined
}

/**
 * The paths at which to look for the real gopls, best first, none twice.
 * A path that somebody gave is the only candidate: a wrong one is an error, never passed over.
 */
export function listCandidates(places: SearchPlaces): readonly Candidate[] {
  const explicit = explicitCandidate(places)
  if (explicit) return [explicit]

  const { environment, goEnv, homeFolder } = places
  const found: Candidate[] = []
  const add = (source: CandidateSource, folders: readonly string[]) => {
    for (const folder of folders) {
      const path = join(folder, 'gopls')
      if (!found.some(candidate => candidate.path === path)) found.push({ path, source })
    }
  }
  add('tools', [places.toolsFolder])
  add('gobin', splitFolderList(goEnv?.gobin))
  add(
    'gopath',
    splitFolderList(goEnv?.gopath).map(entry => join(entry, 'bin')),
  )
  add('path', splitFolderList(environment['PATH']))
  add('usual-place', listUsualFolders(homeFolder, environment))
  return found
}

/** The path that somebody gave, if anybody did: flag before environment before file. Empty counts as not given. */
export function explicitCandidate(places: ExplicitPlaces): Candidate | undefined {
  const given: readonly (readonly [ExplicitSource, string | undefined])[] = [
    ['flag', places.flag],
    ['environment', places.environment['GOPLS_GUARDIAN_GOPLS']],
    ['file', places.file],
  ]
  for (const [source, path] of given) {
    // Absolute from here on: gopls is started from another folder than ours.
    if (path) return { path: resolve(expandHome(path, places.homeFolder)), source }
  }
  return undefined
}

function expandHome(path: string, homeFolder: string): string {
  return path.startsWith('~/') ? join(homeFolder, path.slice(2)) : path
}
