/** One time series, as Prometheus has it. */
export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** What is in a `/metrics` answer, with the labels that Prometheus gives it for its target. */
export function readSeries(text: string, target: Readonly<Record<string, string>>): readonly Series[] {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return lines.map(line => {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    return { name, labels: { ...renameTaken(readLabels(labels), target), ...target } }
  })
}

/** What a PromQL expression asks for that no series has: selectors, and labels that it groups by. */
export function findMissing(expression: string, series: readonly Series[]): readonly string[] {
  const selectors = [...expression.matchAll(/\b((?:gopls_guardian|process)_\w+|up)\b(\{[^}]*\})?/g)]
  const found = selectors.map(([text, name = '', inBraces = '']) => {
    const matchers = readMatchers(inBraces)
    const named = series.filter(each => each.name === name)
    const matching = named.filter(each => matchesAll(each, matchers))
    return { series: matching, missing: matching.length === 0 ? [text] : findMissingValues(named, matchers) }
  })
  const known = new Set(found.flatMap(each => each.series.flatMap(({ labels }) => Object.keys(labels))))
  const grouped = [
    ...expression.matchAll(/\b(?:by|without|ignoring|on|group_left|group_right) ?\(([^)]*)\)/g),
  ]
  const labels = grouped.flatMap(([, list = '']) => list.split(/, */)).filter(Boolean)
  return [
    ...(selectors.length === 0 ? ['any metric at all'] : []),
    ...found.flatMap(({ missing }) => missing),
    ...[...labels, ...readShownLabels(expression)].filter(label => !known.has(label)),
  ]
}

/** `{{instance}}` in a legend, `{{ $labels.instance }}` in an annotation. */
function readShownLabels(text: string): readonly string[] {
  const shown = [...text.matchAll(/\{\{ ?(?:\$labels\.)?(\w+) ?\}\}/g)]
  return shown.map(([, label = '']) => label)
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)]
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]))
}

/** Prometheus keeps a label that its target has too as `exported_…`. */
function renameTaken(
  labels: Readonly<Record<string, string>>,
  target: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name in target ? `exported_${name}` : name, value]),
  )
}

interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

function readMatchers(text: string): readonly Matcher[] {
  const matchers = [...text.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)]
  return matchers.map(([, label = '', operator = '', value = '']) => ({ label, operator, value }))
}

/**
 * What is misspelt hides behind the other branches of an alternation, and behind a negation: each value that a selector
 * names must be one that some series has.
 */
function findMissingValues(named: readonly Series[], matchers: readonly Matcher[]): readonly string[] {
  return matchers.flatMap((matcher, index) =>
    readBranches(matcher)
      .filter(branch => !named.some(each => matchesAll(each, matchers.with(index, branch))))
      .map(({ label, operator, value }) => `${named[0]?.name}{${label}${operator}"${value}"}`),
  )
}

function readBranches({ label, operator, value }: Matcher): readonly Matcher[] {
  if (value.includes('(')) throw new Error(`a misspelt branch could hide in the group of ${value}`)
  const values = operator.includes('~') ? value.split('|') : [value]
  return values.map(each => ({ label, operator: operator.includes('~') ? '=~' : '=', value: each }))
}

function matchesAll({ labels }: Series, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ label, operator, value }) => {
    const has = labels[label]
    if (has === undefined) return false
    const matches = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(has) : has === value
    return operator.startsWith('!') !== matches
  })
}
