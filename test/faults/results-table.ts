import type { RowResult } from './play-row.js'

const head = [
  'ROW',
  'INJECTED',
  'EXPECTED',
  'SEEN',
  'TOOK',
  'AT MOST',
  'KILLS',
  'AT MOST',
  'MUST HOLD',
  '',
  'FACTS',
]

/** A line for each row; kills are what guardian tells and what the process table shows. */
export function tabulateResults(results: readonly RowResult[]): readonly (readonly string[])[] {
  return [head, ...results.map(tabulateResult)]
}

function tabulateResult({ row, seen, kills, failures }: RowResult): readonly string[] {
  const { name, inject, expected, longestMs, mostKills, holds, skip } = row
  const should = `${expected.state}: ${expected.event}`
  if (skip)
    return [name, inject, should, '-', '-', seconds(longestMs), '-', `${mostKills}`, holds, 'skipped', skip]
  return [
    name,
    inject,
    should,
    seen ? `${seen.state}: ${seen.event}` : '-',
    seen ? seconds(seen.tookMs) : '-',
    seconds(longestMs),
    `${kills.told} told, ${kills.seen} seen`,
    `${mostKills}`,
    holds,
    failures.length === 0 ? 'holds' : 'DOES NOT HOLD',
    [...failures, ...(seen?.facts === undefined ? [] : [seen.facts])].join('; '),
  ]
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** The same as a page for the repository. */
export function writePage(
  machine: readonly string[],
  date: string,
  table: readonly (readonly string[])[],
): string {
  const [first = [], ...rest] = table
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`
  return [
    '# The fault matrix, as `make faults` printed it',
    '',
    `${date}. ${machine.join('. ')}.`,
    '',
    line(first),
    line(first.map(() => '---')),
    ...rest.map(line),
    '',
  ].join('\n')
}

/** By name, the rows of such a page. */
export function readRowNames(page: string): readonly string[] {
  const [, , ...lines] = page.split('\n').filter(line => line.startsWith('| '))
  return lines.map(line => line.split(' ')[1] ?? '')
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
}
