import { openProcessTable } from '../../src/host/open-process-table.js'
import { eventually } from '../host/eventually.js'
import type { StartedModel } from './start-model.js'

/** The fields of the job itself: lines with exactly one tab. */
export type PrintedFields = Readonly<Record<string, string>>

/** What `print` says of a label as soon as `isSo`; `{}` once launchd does not know it. */
export function printedWhen(
  model: StartedModel,
  label: string,
  isSo: (fields: PrintedFields) => boolean,
): Promise<PrintedFields> {
  return eventually(async () => {
    const { stdout } = await model.run('print', `${model.domain}/${label}`)
    const fields = Object.fromEntries(
      [...stdout.matchAll(/^\t(\w[^=\n]*) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    )
    return isSo(fields) ? fields : undefined
  })
}

/** Resolves once the process is gone, or is a zombie that its parent has yet to reap. */
export async function goneProcess(pid: number): Promise<true> {
  const table = await openProcessTable(process.platform)
  return eventually(async () => {
    const row = await table.readProcess(pid)
    return row === undefined || row.state === 'zombie' ? true : undefined
  })
}
