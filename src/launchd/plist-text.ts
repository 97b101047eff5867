import { build, parse } from 'plist'
import type { Job } from './job.js'

/** The file that launchd reads. Throws for a character that XML cannot hold, such as U+0001. */
export function formatPlist(job: Job): string {
  return `${build({ ...job, ProgramArguments: [...job.ProgramArguments] })}\n`
}

export type ParsedPlist =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

/** Reads a property list of anybody's, in XML. */
export function parsePlist(text: string): ParsedPlist {
  const complaints: string[] = []
  try {
    const value: unknown = parseAloud(text, complaint => complaints.push(complaint))
    return complaints[0] === undefined ? { ok: true, value } : { ok: false, message: complaints[0] }
  } catch (error) {
    return { ok: false, message: complaints[0] ?? String(error) }
  }
}

/** The XML parser tells what it finds to console.error and cannot be told otherwise through this package. */
function parseAloud(text: string, hear: (complaint: string) => void): unknown {
  const { error } = console
  console.error = (complaint: unknown) => hear(String(complaint).replaceAll('\t', ' '))
  try {
    return parse(text)
  } finally {
    console.error = error
  }
}
