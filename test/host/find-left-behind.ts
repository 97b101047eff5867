import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessRow, ProcessTable } from '../../src/host/process-table.js'

/** A relay ends a moment after its editor has left. */
const lastMomentsMs = 15_000
const lookAgainMs = 100

/** Every process of a guardian whose home is or lies in one of these folders that does not end within some seconds. */
export async function findLeftBehind(
  table: Pick<ProcessTable, 'readEvery'>,
  folders: readonly string[],
  graceMs = lastMomentsMs,
): Promise<readonly ProcessRow[]> {
  const untilMs = performance.now() + graceMs
  for (;;) {
    const rows = await findBelonging(table, folders)
    if (rows.length === 0 || performance.now() >= untilMs) return rows
    await delay(lookAgainMs)
  }
}

async function findBelonging(
  table: Pick<ProcessTable, 'readEvery'>,
  folders: readonly string[],
): Promise<readonly ProcessRow[]> {
  const rows = (await table.readEvery()).filter(({ pid, state }) => pid !== process.pid && state !== 'zombie')
  const belong = await Promise.all(
    rows.map(
      async ({ pid, command }) =>
        folders.some(folder => command.includes(`${folder}/`)) || (await hasHomeIn(pid, folders)),
    ),
  )
  return rows.filter((_, index) => belong[index])
}

/** Of daemon and relay the command does not tell; where the system does not show the environment, it is not one. */
async function hasHomeIn(pid: number, folders: readonly string[]): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const variables = environment.split('\0')
  return folders.some(folder =>
    variables.some(variable => `${variable}/`.startsWith(`GOPLS_GUARDIAN_HOME=${folder}/`)),
  )
}
