import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import { systemClock } from '../../src/host/clock.js'
import { InstanceProcess } from '../../src/supervisor/instance-process.js'
import { fakeProcessTable } from '../host/fake-process-table.js'
import { sampleRecord } from './sample-record.js'

t.test('of a gopls that is taken over it is known where its words begin', async t => {
  const stderrPath = join(t.testdir(), 'gopls-1.log')
  const earlier = 'panic: long ago\n'
  writeFileSync(stderrPath, `${earlier}listening\n`)
  const table = fakeProcessTable([])
  const told: unknown[] = []
  const instance = new InstanceProcess({
    table,
    clock: systemClock,
    settings: () => defaultSettings,
    planLaunch: () => 'nothing is launched here',
    stderrPath,
    emit: (kind, data) => told.push([kind, data]),
    onStarted: () => undefined,
    onReady: () => undefined,
    onEnded: () => undefined,
  })
  t.teardown(() => instance.release())
  const { process } = sampleRecord({ pid: 99_999_999, start: '100', bootId: table.bootId })
  if (!process) throw new Error('the sample has a process')
  instance.adopt(3, { ...process, stderrFromByte: earlier.length })
  t.match(told, [['instance.adopted', { pid: 99_999_999, stderrFromByte: earlier.length }]])
  t.equal(instance.stderrTail(), 'listening\n')
})
