import { readFileSync } from 'node:fs'

/** The version in package.json, which lies two folders above this file both in src/ and in dist/. */
export function readPackageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const { version } = Object(manifest) as { readonly version?: unknown }
  if (typeof version !== 'string') throw new Error('package.json bears no version')
  return version
}
