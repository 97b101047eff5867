import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { GuardianEvent } from '../../../src/supervisor/event-log.js'
import { eventually } from '../../host/eventually.js'
import { fillDisk, mountTmpfs, tmpfsMissing } from '../../logs/mount-tmpfs.js'
import { end, launch, type OpenedDesk, openDesk } from './open-desk.js'

interface Fault {
  readonly name: string
  readonly needsDisk: boolean
  readonly begin: (folder: string) => void
  readonly end: (folder: string) => void
  readonly says: RegExp
}

const faults: readonly Fault[] = [
  {
    name: 'its disk is full',
    needsDisk: true,
    begin: folder => fillDisk(join(folder, '..')),
    end: folder => rmSync(join(folder, '..', 'ballast')),
    says: /^1 not kept; .*ENOSPC/,
  },
  {
    name: 'its file system is read-only',
    needsDisk: true,
    begin: folder => remount(folder, 'ro'),
    end: folder => remount(folder, 'rw'),
    says: /^1 not kept; .*EROFS/,
  },
  {
    name: 'a file is in the place of the folder',
    needsDisk: false,
    begin: folder => {
      renameSync(folder, `${folder}-moved`)
      writeFileSync(folder, '')
    },
    end: folder => rmSync(folder),
    says: /^1 not kept; .*not a folder/,
  },
  {
    name: 'a symbolic link is in the place of the folder',
    needsDisk: false,
    begin: folder => {
      renameSync(folder, `${folder}-moved`)
      symlinkSync(`${folder}-moved`, folder)
    },
    end: folder => rmSync(folder),
    says: /^1 not kept; .*symbolic link/,
  },
]

for (const { name, needsDisk, begin, end: mend, says } of faults)
  t.test(
    `while ${name} an incident is counted and said, and once it is over that is seen by itself`,
    { skip: needsDisk && tmpfsMissing },
    async t => {
      const opened = needsDisk ? openOnDisk(t) : openDesk(t)
      await crash(opened, 1)
      begin(opened.folder)
      await crash(opened, 2)
      t.match(opened.troubles.at(-1), says)
      const lost = opened.told.filter(({ kind }) => kind === 'incident.unwritable')
      t.match(lost, [{ generation: 2, data: { cause: 'exit-code', line: /exit 2/, detail: String } }])
      mend(opened.folder)
      await eventually(async () => opened.troubles.at(-1) === undefined || undefined)
      await crash(opened, 3)
      t.ok(opened.ids().some(id => id.endsWith('-exit-code-1')))
      t.strictSame(
        opened.ids().filter(id => !/^\d.*-exit-code-1$/.test(id)),
        [],
        'nothing half written is left',
      )
      t.equal(opened.troubles.at(-1), undefined)
    },
  )

t.test('a folder that was removed is made again, and nothing is lost', async t => {
  const opened = openDesk(t)
  await crash(opened, 1)
  rmSync(opened.folder, { recursive: true })
  await crash(opened, 2)
  t.equal(opened.ids().length, 1)
  t.strictSame(
    opened.troubles.filter(detail => detail !== undefined),
    [],
  )
})

t.test(
  'what came after an incident is written once the disk has room again',
  { skip: tmpfsMissing },
  async t => {
    const opened = openOnDisk(t)
    await crash(opened, 1)
    const ballast = fillDisk(join(opened.folder, '..'))
    launch(opened, 2)
    await eventually(async () => opened.troubles.at(-1))
    t.equal((await opened.read()).after.length, 0, 'the old one stands')
    rmSync(ballast)
    await eventually(async () => (opened.troubles.at(-1) === undefined ? true : undefined))
    end(opened, { code: 2 }, 2)
    const { after } = await eventually(async () => {
      const incident = await opened.read()
      return incident.after.length >= 3 ? incident : undefined
    })
    t.equal(after.length, 3)
  },
)

/** A desk whose folder is on a disk of 2 MB. */
function openOnDisk(t: Test): OpenedDesk {
  const home = join(mountTmpfs(t, '2m'), 'logs')
  mkdirSync(home)
  return openDesk(t, {}, home)
}

/** A crash that is no repetition of an earlier one. */
async function crash(opened: OpenedDesk, generation: number): Promise<void> {
  opened.nowMs += 601_000
  launch(opened, generation)
  end(opened, { code: generation }, generation)
  const isTold = (event: GuardianEvent): boolean =>
    event.generation === generation && /^incident\.(?:opened|unwritable)$/.test(event.kind)
  await eventually(async () => opened.told.find(isTold))
}

function remount(folder: string, mode: 'ro' | 'rw'): void {
  const disk = join(folder, '..', '..')
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${mode}`, disk], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
