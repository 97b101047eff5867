import t from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'

t.test('the table of this system knows this process', async t => {
  const table = await openProcessTable(process.platform)
  t.not(table.bootId, '')
  t.match(await table.readProcess(process.pid), { pid: process.pid, parentPid: process.ppid })
})

t.test('the boot stays the same from one opening to the next', async t => {
  const tables = await Promise.all([openProcessTable(process.platform), openProcessTable(process.platform)])
  t.equal(tables[0].bootId, tables[1].bootId)
})

t.test('macOS is read by its own tools only', { skip: process.platform === 'darwin' }, async t => {
  await t.rejects(openProcessTable('darwin'), /sysctl/)
})
