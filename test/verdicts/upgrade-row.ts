import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEditor } from '../real/open-editor.js'
import { findRealGopls } from '../real/real-gopls.js'
import { readOutcome } from './outcome.js'
import type { Row } from './row.js'
import { watchDaemon } from './watched-daemon.js'

const { skip, binary } = await findRealGopls()

export const upgradeRow: Row = {
  situation: 'another gopls in place: not while an editor is there, then at once',
  skip,
  expected: { verdict: 'healthy', action: 'SIGTERM, replaced (upgrade)' },
  run: async t => {
    const folder = await mkdtemp(join(tmpdir(), 'upgrade-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const gopls = join(folder, 'gopls')
    await copyFile(binary?.path ?? '', gopls)
    const daemon = await watchDaemon(t, { gopls })
    const { pid, socket } = await daemon.ready()
    const editor = await openEditor(t, socket)
    await editor.hover()
    await daemon.statusWhen(({ instances }) => instances[0]?.sessionCount === 1)

    await copyFile(gopls, join(folder, 'next'))
    await rename(join(folder, 'next'), gopls)
    await daemon.eventWhen(({ event }) => event === 'gopls.changed')
    await daemon.watchFor(1_000)
    t.match((await daemon.statusWhen(() => true)).instances, [{ pid, generation: 1, sessionCount: 1 }])

    await editor.close()
    const leftAtMs = Date.now()
    const ready = await daemon.eventWhen(
      ({ event, generation }) => event === 'instance.ready' && generation === 2,
    )
    await daemon.watchFor(1_000)
    t.match((await daemon.statusWhen(() => true)).instances, [{ generation: 2, restarts: { upgrade: 1 } }])
    const tookMs = Date.parse(ready.time) - leftAtMs
    return { ...readOutcome(await daemon.events()), facts: `ready ${tookMs} ms after the editor left` }
  },
}
