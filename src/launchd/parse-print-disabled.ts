/** Label → whether an override disables it. A label that is not in it follows its plist. */
export type DisabledLabels = ReadonlyMap<string, boolean>

/**
 * Reads `launchctl print-disabled`: `"label" => disabled` or `=> enabled`, before macOS 13 `=> true` or `=> false`.
 * A second block, `login item associations`, has lines of the same look and another meaning.
 */
export function parsePrintDisabled(text: string): DisabledLabels {
  const lines = text.split('\n')
  const start = lines.findIndex(line => line.trim() === 'disabled services = {')
  if (start === -1) return new Map()
  const afterStart = lines.slice(start + 1)
  const end = afterStart.findIndex(line => line.trim() === '}')
  return new Map(afterStart.slice(0, end === -1 ? undefined : end).flatMap(readEntry))
}

function readEntry(line: string): [string, boolean][] {
  const [, label, word] = /^\s*"(.*)" => (true|false|enabled|disabled)\s*$/.exec(line) ?? []
  return label === undefined ? [] : [[label, word === 'true' || word === 'disabled']]
}
