import type { ObservedGopls } from '../../../src/core/observed-gopls.js'
import { GoplsObserver } from '../../../src/gopls/observe/gopls-observer.js'
import type { IsOurs } from '../../../src/gopls/observe/recognise-gopls.js'
import { openProcessTable } from '../../../src/host/open-process-table.js'
import { readLookTime } from '../../../src/host/process-age.js'
import { eventually } from '../../host/eventually.js'

/** Looks at this very computer. What other people's tests start is seen too: `find` waits for the one that is meant. */
export async function openObserver(isOurs: IsOurs = () => false) {
  const table = await openProcessTable(process.platform)
  const observer = new GoplsObserver({ table, platform: process.platform, readTime: readLookTime, isOurs })
  const look = () => observer.look()
  const find = (isMeant: (one: ObservedGopls) => boolean) =>
    eventually(async () => (await look()).find(isMeant))
  return { look, find }
}
