import { type CheckResult, checkConfiguration } from './check.js'
import type { Problem } from './describe-problem.js'
import { type Environment, type Flags, mergeSettings, type Origins } from './merge.js'
import { readConfigurationFile } from './read-file.js'
import type { Settings } from './settings.js'

export interface LoadInput {
  readonly file: string
  readonly environment: Environment
  readonly flags: Flags
}

export interface Configuration {
  readonly settings: Settings
  readonly origins: Origins
  readonly file: string
  readonly fileExists: boolean
}

export type LoadResult =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads the configuration file, where there is one, and lays environment and flags over it. */
export async function loadConfiguration({ file, environment, flags }: LoadInput): Promise<LoadResult> {
  const read = await readConfigurationFile(file)
  if (!read.ok) {
    return { ok: false, problems: [{ file, line: null, column: null, key: '', reason: read.reason }] }
  }
  const fileExists = read.text !== undefined
  const checked: CheckResult = fileExists ? checkConfiguration(read.text, file) : { ok: true, document: {} }
  if (!checked.ok) return checked
  const merged = mergeSettings({ document: checked.document, environment, flags })
  if (!merged.ok) return merged
  const { settings, origins } = merged
  return { ok: true, configuration: { settings, origins, file, fileExists } }
}
