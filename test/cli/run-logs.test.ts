import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { LogReader } from '../../src/logs/log-reader.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { startDaemon } from './start-daemon.js'

t.test(
  'the log of the daemon is rotated by the settings in force, and no event is lost or doubled',
  async t => {
    const config = { logs: { level: 'trace', maxSize: '4KiB', maxFiles: 3 } } as const
    const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path, config })
    const folder = join(daemon.home, 'logs')
    const reader = new LogReader(join(folder, 'guardian.log'))
    t.teardown(() => reader.close())
    await daemon.stdout.until(/^http:/)
    const lines = [...reader.readLast(Number.POSITIVE_INFINITY)]
    const rotated = (): readonly string[] =>
      readdirSync(folder).filter(name => /^guardian\.log\.\d+\.gz$/.test(name))
    await eventually(async () => {
      lines.push(...reader.readMore())
      return rotated().length >= 2 || undefined
    })
    await daemon.kill('SIGTERM')
    lines.push(...reader.readMore())
    const numbers = lines.flatMap(line => /"seq":(\d+)/.exec(line)?.[1] ?? []).map(Number)
    t.strictSame(
      numbers,
      Array.from(numbers, (_, index) => Number(numbers[0]) + index),
    )
    t.ok(numbers.length > 20)
    t.ok(rotated().length <= 3)
  },
)

t.test('a file in the place of the folder of the logs is told, harms nobody, and is got over', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path, config: {} })
  await daemon.stdout.until(/generation 1 answers/)
  const folder = join(daemon.home, 'logs')
  await rename(folder, `${folder}-moved`)
  writeFileSync(folder, '')
  const warned = await daemon.statusWhen(({ output }) => output === 'logs-unwritable')
  t.match(warned, { status: 'warn', instances: [{ state: 'ready', verdict: 'healthy' }] })
  rmSync(folder)
  const healed = await daemon.statusWhen(({ output }) => output !== 'logs-unwritable')
  t.match(healed.instances, [{ state: 'ready', generation: 1 }])
  t.ok(readdirSync(folder).includes('guardian.log'))
})
