import type { LaunchctlAnswer } from './launchctl.js'

export type LaunchctlVerb = 'bootout' | 'enable' | 'bootstrap' | 'kickstart' | 'print'

interface Explanation {
  readonly meaning: string
  /** A sentence. */
  readonly whatToDo: string
}

const installAgain = 'Type: gopls-guardian agent install'
const logIn = 'Log in at the screen of this Mac (SSH is not enough), and type the same there'
const waitAndSee = 'Wait 15 seconds, then type: gopls-guardian agent status'

/** What the exit codes of launchctl mean, as far as our calls can meet them (`launchctl error N` names them all). */
export const launchctlExitCodes: Readonly<Partial<Record<number, Explanation>>> = {
  2: { meaning: 'there is no such plist', whatToDo: installAgain },
  3: { meaning: 'the job is not loaded', whatToDo: 'Type: gopls-guardian agent start' },
  5: {
    meaning:
      'launchd refuses without a reason: the job is still ending, is loaded already or disabled, or its plist is not as it must be',
    whatToDo: 'Wait 15 seconds, then type: gopls-guardian agent install',
  },
  36: { meaning: 'the job is still ending', whatToDo: waitAndSee },
  37: { meaning: 'the job is loaded already, or the one before it is still ending', whatToDo: waitAndSee },
  112: { meaning: 'nobody is logged in at the screen of this Mac', whatToDo: logIn },
  113: { meaning: 'launchd does not know the job', whatToDo: installAgain },
  119: { meaning: 'the job is disabled', whatToDo: 'Type: gopls-guardian agent start' },
  122: { meaning: 'the plist has another owner, or others may write it', whatToDo: installAgain },
  125: { meaning: 'this session is not that of somebody logged in at the screen', whatToDo: logIn },
  134: { meaning: 'the job is for the session of somebody logged in at the screen', whatToDo: logIn },
  155: {
    meaning: 'macOS keeps the program in quarantine, because it was downloaded',
    whatToDo: 'Take the mark off the folder that it lies in with xattr -dr com.apple.quarantine',
  },
}

/** Whether there is no GUI session to ask; a job of which only this is known must not be called stopped. */
export function lacksSession({ exitCode }: LaunchctlAnswer): boolean {
  return exitCode === 112 || exitCode === 125
}

/** What launchctl said, what that means, and what to type. */
export function explainAnswer(answer: LaunchctlAnswer, verb: LaunchctlVerb): string {
  const { exitCode } = answer
  const words = quote(answer.said)
  if (exitCode === null) return `launchctl ${verb} gave no answer: ${words}. ${waitAndSee}`
  if (exitCode === 0) return `launchctl ${verb} succeeded${words === '' ? '' : ` and said: ${words}`}`
  const said = `launchctl ${verb} said: ${words === '' ? '' : `${words} `}(exit code ${exitCode})`
  const known = launchctlExitCodes[exitCode]
  if (!known) return `${said}. To see what that means, type: launchctl error ${exitCode}`
  return `${said}, which means that ${known.meaning}. ${known.whatToDo}`
}

/** In one short line, without the advice to try it as root: root has no GUI session. */
function quote(said: string): string {
  const lines = said.split('\n').filter(line => !/^Try (?:re-)?running /.test(line))
  return lines.join(' ').slice(0, 300).replace(/\.$/, '')
}
