import { rawWaitStatus } from './job-end.js'
import type { JobState } from './job-state.js'
import { type PlistKeys, programOf } from './plist-keys.js'

/** `launchctl list LABEL`, the old form: the status is that of wait(2), and OnDemand says nothing. */
export function listJob(keys: PlistKeys, { phase, lastEnd }: JobState): string {
  const lines = [
    `"LimitLoadToSessionType" = "${keys.LimitLoadToSessionType ?? 'Aqua'}";`,
    `"Label" = "${keys.Label}";`,
    '"OnDemand" = true;',
    `"LastExitStatus" = ${rawWaitStatus(lastEnd)};`,
    ...('pid' in phase ? [`"PID" = ${phase.pid};`] : []),
    `"Program" = "${programOf(keys)}";`,
    '"ProgramArguments" = (',
    ...keys.ProgramArguments.map(argument => `\t"${argument}";`),
    ');',
  ]
  return ['{', ...lines.map(line => `\t${line}`), '};', ''].join('\n')
}
