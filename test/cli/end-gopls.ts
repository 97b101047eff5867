import { openProcessTable } from '../../src/host/open-process-table.js'

/** Kills the group of each gopls that a daemon's lines tell of, as long as it is still one of this home. */
export async function endGopls(lines: readonly string[], home: string): Promise<void> {
  const table = await openProcessTable(process.platform)
  const pids = lines.flatMap(line => /(?:started|taken over), pid (\d+)/.exec(line)?.[1] ?? [])
  for (const pid of new Set(pids.map(Number))) {
    const row = await table.readProcess(pid)
    if (row?.groupId === pid && row.state !== 'zombie' && row.command.includes(home)) kill(-pid)
  }
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}
