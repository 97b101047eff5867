import t from 'tap'
import type { ProcessRow } from '../../src/host/process-table.js'
import { findGopls } from './witness.js'

const serve = '/bin/gopls serve -listen=unix;/home/run/g-1-1.sock'
const base: ProcessRow = {
  pid: 10,
  parentPid: 1,
  groupId: 10,
  start: '',
  cpuMs: 0,
  residentBytes: 0,
  state: 'sleeping',
  traced: false,
  command: serve,
}

t.test('a gopls is seen; what it has forked, and the children of a script, are not', async t => {
  const forked = { ...base, pid: 11, parentPid: 10, groupId: 11 }
  const child = { ...base, pid: 21, parentPid: 20, groupId: 20 }
  const script = { ...base, pid: 20, groupId: 20, command: `/bin/sh ${serve}` }
  const pids = findGopls([base, forked, child, script]).map(({ pid }) => pid)
  t.strictSame(pids, [10, 20])
})
