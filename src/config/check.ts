import type { ErrorObject } from 'ajv'
import type { Node } from 'jsonc-parser'
import { type Completion, completeDocument } from './complete.js'
import { findDefeatingPairs } from './defeating-pairs.js'
import type { Problem } from './describe-problem.js'
import { findDuplicates, locate, toValue } from './document-tree.js'
import { explainViolation } from './explain-violation.js'
import { toKeyPath } from './key-path.js'
import { parseDocument } from './parse-document.js'
import { quote } from './quote.js'
import type { ConfigurationDocument } from './schema.js'

export type CheckResult =
  | { readonly ok: true; readonly document: ConfigurationDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A problem that still has its place as an offset into the text. */
interface Finding {
  readonly offset: number
  readonly key: string
  readonly reason: string
}

/** More would bury the first; a broken file of a megabyte could have thousands. */
const mostProblems = 20

/** Checks the text of a configuration file: syntax, keys, values, and settings that defeat each other. */
export function checkConfiguration(text: string, file: string): CheckResult {
  const parsed = parseDocument(text)
  if (!parsed.ok) return refuse(text, file, [{ ...parsed, key: '' }])
  const { root } = parsed
  const completion = completeDocument(toValue(root))
  const findings = [
    ...describeDuplicates(root),
    ...(completion.ok ? describePairs(root, completion) : describeViolations(root, completion.violations)),
  ]
  if (!completion.ok || findings.length > 0) return refuse(text, file, findings)
  return { ok: true, document: completion.written }
}

function describeDuplicates(root: Node): readonly Finding[] {
  return findDuplicates(root).map(({ path, offset }) => ({
    offset,
    key: path.join('.'),
    reason: `${quote(path.join('.'))} is set twice; keep one of them`,
  }))
}

function describeViolations(root: Node, violations: readonly ErrorObject[]): readonly Finding[] {
  return violations.slice(0, mostProblems).map(violation => {
    const { path, part, reason } = explainViolation(violation)
    return { offset: locate(root, path, part), key: path.join('.'), reason }
  })
}

function describePairs(root: Node, completion: Completion & { ok: true }): readonly Finding[] {
  return findDefeatingPairs(completion.written, completion.complete).map(({ key, reason }) => ({
    offset: locate(root, toKeyPath(key), 'key'),
    key,
    reason,
  }))
}

function refuse(text: string, file: string, findings: readonly Finding[]): CheckResult {
  const problems = findings
    .toSorted((a, b) => a.offset - b.offset)
    .slice(0, mostProblems)
    .map(({ offset, key, reason }) => ({ file, ...toPosition(text, offset), key, reason }))
  return { ok: false, problems }
}

function toPosition(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
