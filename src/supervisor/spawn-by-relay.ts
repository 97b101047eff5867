import type { RelaySide } from '../control/supervision.js'
import type { Spawn } from './launch.js'

/**
 * Starts gopls through a relay, where only that may open the workspace's folders (macOS privacy). Its exit code will
 * be nobody's to see. `additions` are laid over the relay's own environment.
 */
export function spawnByRelay(
  relay: Pick<RelaySide, 'spawn'> | undefined,
  additions: Readonly<Record<string, string>>,
): Spawn {
  return async order => {
    const answer = await relay?.spawn({ ...order, environment: additions })
    if (answer?.ok) return { ok: true, pid: answer.pid, child: undefined }
    const detail = answer?.detail ?? 'no editor that may open the folders is connected'
    return { ok: false, end: { kind: 'not-started', detail } }
  }
}
