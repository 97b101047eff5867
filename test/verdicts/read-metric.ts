import type { StartedDaemon } from '../cli/start-daemon.js'

/** The sum of a metric over all its labels, as /metrics tells it now. */
export async function readMetric(daemon: StartedDaemon, name: string): Promise<number> {
  const [url] = await daemon.stdout.until(/^http:\S+/)
  const text = await (await fetch(new URL('/metrics', url))).text()
  const lines = text.split('\n').filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
