import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { InstanceRef, LeaseAnswer, LeaseRequest } from '../../src/control/supervision.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { InTestRelay, leaseRequest } from './in-test-relay.js'
import { isRunning } from './is-running.js'
import { type StartedSupervisor, type SupervisorSetup, startSupervisor } from './start-supervisor.js'

export interface Opened extends StartedSupervisor {
  readonly fake: ReturnType<typeof installFakeGopls>
  readonly relay: InTestRelay
  readonly host: ReturnType<StartedSupervisor['supervisor']['welcome']>
  readonly root: string
  readonly folder: () => Promise<string>
  readonly lease: (different: Partial<LeaseRequest>, signal?: AbortSignal) => Promise<LeaseAnswer>
}

/** A supervisor with one relay, whose leases are of one workspace and of the supervisor's own Go. */
export async function openLeases(
  t: Test,
  setup: Partial<SupervisorSetup> & { readonly mode?: string; readonly root?: string } = {},
): Promise<Opened> {
  const { mode, root: given, gopls, ...options } = setup
  const fake = installFakeGopls(t, mode)
  const started = await startSupervisor(t, { gopls: gopls ?? fake.path, ...options })
  const relay = new InTestRelay()
  const host = started.supervisor.welcome({ side: relay })
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'workspace-'))
    t.teardown(() => rm(path, { recursive: true, force: true }))
    return path
  }
  const root = given ?? (await folder())
  const { environment } = started
  return {
    ...started,
    fake: gopls === undefined ? fake : { ...fake, path: gopls },
    relay,
    host,
    root,
    folder,
    lease: (different, signal = new AbortController().signal) =>
      host.lease(leaseRequest({ roots: [root], environment, ...different }), signal),
  }
}

export function granted(answer: LeaseAnswer): InstanceRef {
  if (!answer.ok) throw new Error(answer.message)
  return { instance: answer.instance, generation: answer.generation }
}

/** As one sees it who has lost a connection to it: gone. */
export async function killGopls(pid: number | null | undefined): Promise<void> {
  if (!pid) throw new Error('no gopls')
  process.kill(pid, 'SIGKILL')
  await eventually(async () => !(await isRunning(pid)) || undefined)
}
