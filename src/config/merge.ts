import { completeDocument } from './complete.js'
import type { Problem } from './describe-problem.js'
import { explainViolation } from './explain-violation.js'
import { readAt, toKeyPath, writeAt } from './key-path.js'
import type { ConfigurationDocument } from './schema.js'
import { settingKeys } from './setting-keys.js'
import { resolveSettings, type Settings } from './settings.js'

export interface Flags {
  readonly port?: string | number | undefined
  readonly gopls?: string | undefined
  readonly logLevel?: string | undefined
  readonly installGopls?: boolean | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Where each setting comes from, under its dotted key. */
export type Origins = Readonly<Record<string, SettingOrigin>>

export interface SettingOrigin {
  /** As written: a duration is still "5s". */
  readonly value: unknown
  readonly origin: 'default' | 'file' | 'environment' | 'flag'
}

export interface MergeInput {
  readonly document: ConfigurationDocument
  readonly environment: Environment
  readonly flags: Flags
}

export type MergeResult =
  | { readonly ok: true; readonly settings: Settings; readonly origins: Origins }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Lays flags over environment over file over defaults. */
export function mergeSettings({ document, environment, flags }: MergeInput): MergeResult {
  const overrides = [...readEnvironment(environment), ...readFlags(flags)].filter(
    ({ value }) => value !== undefined,
  )
  const problems = overrides.flatMap(checkOverride)
  const merged = overrides.reduce<unknown>(
    (below, { key, value }) => writeAt(below, toKeyPath(key), value),
    document,
  )
  const completion = completeDocument(merged)
  if (problems.length > 0 || !completion.ok) return { ok: false, problems }
  const { complete } = completion
  const originOf = (key: string): SettingOrigin['origin'] =>
    overrides.findLast(override => override.key === key)?.origin ??
    (readAt(document, toKeyPath(key)) === undefined ? 'default' : 'file')
  const origins = Object.fromEntries(
    settingKeys.map(key => [key, { value: readAt(complete, toKeyPath(key)), origin: originOf(key) }]),
  )
  return { ok: true, settings: resolveSettings(complete), origins }
}

interface Override {
  readonly key: string
  readonly origin: 'environment' | 'flag'
  /** What the person wrote it as: `--port`. */
  readonly name: string
  readonly value: unknown
}

function readEnvironment(environment: Environment): readonly Override[] {
  const from = (name: string) => ({ origin: 'environment', name, value: environment[name] }) as const
  const port = from('GOPLS_GUARDIAN_PORT')
  const gopls = from('GOPLS_GUARDIAN_GOPLS')
  return [
    { key: 'http.port', ...port, value: toNumber(port.value) },
    // Empty counts as not set, as where gopls is looked for.
    { key: 'gopls.path', ...gopls, value: gopls.value || undefined },
    { key: 'logs.level', ...from('GOPLS_GUARDIAN_LOG_LEVEL') },
  ]
}

function readFlags({ port, gopls, logLevel, installGopls }: Flags): readonly Override[] {
  const install = installGopls === undefined ? undefined : installGopls ? 'pinned' : 'never'
  return [
    { key: 'http.port', origin: 'flag', name: '--port', value: toNumber(port) },
    { key: 'gopls.path', origin: 'flag', name: '--gopls', value: gopls },
    { key: 'logs.level', origin: 'flag', name: '--log-level', value: logLevel },
    { key: 'gopls.install', origin: 'flag', name: '--install-gopls', value: install },
  ]
}

/** Digits become a number; anything else stays as it is, for the schema to refuse. */
function toNumber(value: string | number | undefined): string | number | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

function checkOverride({ key, name, value }: Override): readonly Problem[] {
  const completion = completeDocument(writeAt({}, toKeyPath(key), value))
  if (completion.ok) return []
  return completion.violations.map(violation => ({
    file: null,
    line: null,
    column: null,
    key,
    reason: explainViolation(violation, () => name).reason,
  }))
}
