import { describeAgent } from '../../launchd/agent-state.js'
import { explainAnswer, lacksSession } from '../../launchd/exit-codes.js'
import type { JobFailure } from '../../launchd/job-step.js'
import type { LaunchctlAnswer } from '../../launchd/launchctl.js'

/** Why launchd cannot be asked at all. */
export function explainNoSession(domain: string, answer: LaunchctlAnswer): string {
  const reason = explainAnswer(answer, 'print')
  if (!lacksSession(answer)) return reason
  return `there is no session of launchd to install into (${domain}): agents belong to a login at the screen, and this is SSH or a computer without one. ${reason}`
}

/** At which step of which job it failed, what launchctl said, what that means, and what to type. */
export function explainFailure(role: 'daemon' | 'watchdog', { at, answer, printed }: JobFailure): string {
  const facts = { role, disabled: false, plist: 'as-generated', upMs: null } as const
  const state = printed ? ` ${describeAgent({ ...facts, printed }).words}` : ''
  switch (at) {
    case 'look':
      return `the ${role} cannot be looked at: ${explainAnswer(answer, 'print')}`
    case 'write-plist':
      return `${answer.said}. Make its folder writable, then try again.`
    case 'bootout':
    case 'enable':
    case 'bootstrap':
    case 'kickstart':
      return `the ${role} failed at ${at}: ${explainAnswer(answer, at)}`
    case 'await-gone':
      return `the ${role} that ran before does not go (${explainAnswer(answer, 'bootout')}).${state}`
    case 'await-bootstrap':
      return `the ${role} failed at bootstrap: ${explainAnswer(answer, 'bootstrap')}`
    case 'await-running':
      return `the ${role} was loaded, but did not start (${explainAnswer(answer, 'kickstart')}).${state}`
    case 'compare':
      return `launchd keeps another definition of the ${role} than the one that was written. Type: gopls-guardian agent uninstall; then install again.`
  }
}
