/** `launchctl print-disabled`: an empty line first, and a second block whose entries must not be taken for ours. */
export function printDisabled(
  entries: readonly (readonly [label: string, disabled: boolean])[],
  style: 'words' | 'booleans',
): string {
  const say = (disabled: boolean): string =>
    style === 'booleans' ? String(disabled) : disabled ? 'disabled' : 'enabled'
  return [
    '',
    '\tdisabled services = {',
    ...[...entries, appleEntry].map(([label, disabled]) => `\t\t"${label}" => ${say(disabled)}`),
    '\t}',
    '',
    '\tlogin item associations = {',
    ...entries.map(([label]) => `\t\t"${label}" => ${say(true)}`),
    '\t}',
    '',
  ].join('\n')
}

/** One of many that every Mac has. */
const appleEntry = ['com.apple.Siri.agent', true] as const
