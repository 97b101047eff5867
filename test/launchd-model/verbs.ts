import { type Answer, describeCode, fail, failVerb, succeed } from './answer.js'
import type { DisabledLabels } from './disabled-labels.js'
import type { Faults } from './faults.js'
import { listJob } from './list-job.js'
import type { LoadedJob } from './loaded-job.js'
import { printDisabled } from './print-disabled.js'
import { printJob } from './print-job.js'
import { readPlist } from './read-plist.js'
import type { ServiceManager } from './service-manager.js'
import { type Domain, describeDomain, nameDomain, parseTarget } from './service-target.js'

export interface VerbContext {
  readonly manager: ServiceManager
  readonly disabledLabels: DisabledLabels
  readonly faults: Faults
  readonly uid: number
}

/** Answers one command line of launchctl, or one of `model`, which is ours. */
export async function answer(argv: readonly string[], context: VerbContext): Promise<Answer> {
  const [name = '', ...args] = argv
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  return verb ? verb(args, context) : usage(`Unrecognized subcommand: ${name}`)
}

type Verb = (args: readonly string[], context: VerbContext) => Answer | Promise<Answer>

const verbs: Readonly<Record<string, Verb>> = {
  bootstrap,
  bootout,
  enable: (args, context) => override(args, context, false),
  disable: (args, context) => override(args, context, true),
  kickstart,
  print,
  'print-disabled': printDisabledLabels,
  list,
  model: switchFault,
}

function bootstrap([name, ...files]: readonly string[], context: VerbContext): Answer {
  const target = parseTarget(name ?? '')
  if (!target || target.label !== null || files.length === 0)
    return usage('Usage: launchctl bootstrap <domain-target> <path>')
  if (!isThere(target.domain, context)) return failVerb('Bootstrap', 125)
  const codes = files.map(file => context.manager.bootstrap(target.domain, file))
  const failed = codes.find(code => code !== 0)
  return failed === undefined ? succeed() : failVerb('Bootstrap', failed)
}

function bootout([name, file]: readonly string[], context: VerbContext): Answer {
  const target = parseTarget(name ?? '')
  if (!target) return usage('Usage: launchctl bootout <domain-target> [<path>] | <service-target>')
  if (!isThere(target.domain, context)) return failVerb('Boot-out', 125)
  const job = context.manager.find(target.domain, target.label ?? labelIn(file))
  if (!job) return failVerb('Boot-out', target.label === null ? 5 : 3)
  const code = context.manager.bootOut(job)
  return code === 0 ? succeed() : failVerb('Boot-out', code)
}

function labelIn(file: string | undefined): string {
  const read = file === undefined ? undefined : readPlist(file)
  return read?.ok ? read.keys.Label : ''
}

function override([name]: readonly string[], context: VerbContext, disabled: boolean): Answer {
  const target = parseTarget(name ?? '')
  if (!target?.label) return usage('Usage: launchctl enable|disable <service-target>')
  if (!isThere(target.domain, context)) return noDomain(target.domain)
  context.disabledLabels.set(target.label, disabled)
  return succeed()
}

async function kickstart(args: readonly string[], context: VerbContext): Promise<Answer> {
  const flags = args.filter(each => each.startsWith('-')).join('')
  const target = parseTarget(args.find(each => !each.startsWith('-')) ?? '')
  if (!target?.label) return usage('Usage: launchctl kickstart [-k] [-p] <service-target>')
  const found = look(target.domain, target.label, context)
  if (!found.ok) return found.refusal
  const { job } = found
  const code = context.faults.code('kickstart-fails') ?? (isBeingUnloaded(job) ? 37 : 0)
  if (code !== 0) return fail(code, `Could not kickstart service "${target.label}": ${describeCode(code)}`)
  if (context.faults.has('bootstrap-zero-but-not-running')) return succeed()
  job.tell({ kind: 'kickstarted', kill: flags.includes('k') })
  await job.when(({ phase }) => phase.kind !== 'stopping')
  const { phase } = job.state
  return succeed(
    flags.includes('p') && phase.kind === 'running' ? `service spawned with pid: ${phase.pid}\n` : '',
  )
}

function isBeingUnloaded({ state: { phase } }: LoadedJob): boolean {
  return phase.kind === 'stopping' && phase.next === 'unload'
}

function print([name]: readonly string[], context: VerbContext): Answer {
  const target = parseTarget(name ?? '')
  if (!target) return usage('Usage: launchctl print <domain-target> | <service-target>')
  if (!isThere(target.domain, context)) return badRequest(noDomain(target.domain))
  if (target.label === null) return succeed(`${nameDomain(target.domain)} = {\n\ttype = login\n}\n`)
  const found = look(target.domain, target.label, context)
  if (!found.ok) return badRequest(found.refusal)
  return succeed(printJob(target.domain, found.job.definition, found.job.state))
}

function printDisabledLabels([name]: readonly string[], context: VerbContext): Answer {
  const target = parseTarget(name ?? '')
  if (!target) return usage('Usage: launchctl print-disabled <domain-target>')
  if (!isThere(target.domain, context)) return badRequest(noDomain(target.domain))
  const style = context.faults.has('old-print-disabled') ? 'booleans' : 'words'
  return succeed(printDisabled(context.disabledLabels.entries(), style))
}

function list([label = '']: readonly string[], { manager, uid }: VerbContext): Answer {
  const job = manager.find({ kind: 'gui', uid }, label)
  if (!job) return fail(113, `Could not find service "${label}" in domain for port`)
  return succeed(listJob(job.definition.keys, job.state))
}

function switchFault([what, fault = '']: readonly string[], { faults, manager }: VerbContext): Answer {
  if (what !== 'fault') return usage('Usage: model fault NAME[=VALUE] | model fault clear')
  if (fault === 'clear') faults.clear()
  else if (!faults.switchOn(fault)) return usage(`model: there is no fault ${fault}`)
  manager.deferNondemand(faults.has('pend-nondemand'))
  return succeed()
}

/** Other users' domains, and that of a login which did not happen. */
function isThere(domain: Domain, { uid, faults }: VerbContext): boolean {
  return domain.uid === uid && !(domain.kind === 'gui' && faults.has('no-gui-session'))
}

function look(domain: Domain, label: string, context: VerbContext): Found {
  if (!isThere(domain, context)) return { ok: false, refusal: noDomain(domain) }
  const job = context.manager.find(domain, label)
  if (job) return { ok: true, job }
  const refusal = fail(113, `Could not find service "${label}" in domain for ${describeDomain(domain)}`)
  return { ok: false, refusal }
}

type Found = { readonly ok: true; readonly job: LoadedJob } | { readonly ok: false; readonly refusal: Answer }

function noDomain(domain: Domain): Answer {
  return fail(112, `Could not find domain for ${describeDomain(domain)}`)
}

function badRequest(refusal: Answer): Answer {
  return { ...refusal, stderr: `Bad request.\n${refusal.stderr}` }
}

/** EX_USAGE */
function usage(text: string): Answer {
  return fail(64, text)
}
