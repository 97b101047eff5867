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
  const found = selectors.map(([text, name = '', matchers = '']) => ({
    text,
    series: series.filter(each => each.name === name && matchesAll(each, matchers)),
  }))
  const known = new Set(found.flatMap(each => each.series.flatMap(({ labels }) => Object.keys(labels))))
  const grouped = [
    ...expression.matchAll(/\b(?:by|without|ignoring|on|group_left|group_right) ?\(([^)]*)\)/g),
  ]
  const labels = grouped.flatMap(([, list = '']) => list.split(/, */)).filter(Boolean)
  return [
    ...(selectors.length === 0 ? ['any metric at all'] : []),
    ...found.filter(each => each.series.length === 0).map(({ text }) => text),
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

function matchesAll({ labels }: Series, matchers: string): boolean {
  return [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].every(
    ([, label = '', operator = '', value = '']) => {
      const has = labels[label]
      if (has === undefined) return false
      const matches = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(has) : has === value
      return operator.startsWith('!') !== matches
    },
  )
}
