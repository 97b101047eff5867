import { join } from 'node:path'
import type { Test } from 'tap'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import { type StartedDaemon, startDaemon } from '../cli/start-daemon.js'
import { plantedSecret } from '../supervisor/incidents/find-incident-faults.js'
import { realCommand } from './real-command.js'
import type { SessionEnvironment } from './session-environment.js'

/** A daemon in a scratch home, with the drop-in that it installed there. */
export async function startEnvironment(
  t: Test,
  config: ConfigurationDocument,
  gopls: string,
): Promise<SessionEnvironment> {
  let daemon = await startDaemon(t, { gopls, config })
  await daemon.stdout.until(/^http:/)
  const { home } = daemon
  const realGopls = realCommand(gopls)
  return {
    home,
    realGopls,
    editorCommand: {
      command: join(home, 'bin', 'gopls'),
      args: [],
      environment: {
        ...realGopls.environment,
        ...plantedSecret,
        GOPLS_GUARDIAN_HOME: home,
        GOPLS_GUARDIAN_GOPLS: gopls,
      },
    },
    instancePid: () => findOccupied(daemon),
    status: () => daemon.statusWhen(() => true),
    healthUrl: async () => (await daemon.stdout.until(/^http:\S+/))[0],
    daemon: {
      kill: async () => {
        await daemon.kill('SIGKILL')
      },
      restart: async () => {
        daemon = await startDaemon(t, { home, gopls })
        await daemon.stdout.until(/^http:/)
      },
    },
  }
}

/** The one gopls that has editors. */
async function findOccupied(daemon: StartedDaemon): Promise<number> {
  const { instances } = await daemon.statusWhen(() => true)
  const pids = instances.filter(({ sessionCount }) => sessionCount > 0).map(({ pid }) => pid)
  const [pid] = pids
  if (pids.length !== 1 || typeof pid !== 'number') throw new Error(`gopls with editors: ${pids.join(', ')}`)
  return pid
}
