import t from 'tap'
import { viewProcess } from '../../src/supervisor/view-process.js'
import { processRow } from '../host/fake-process-table.js'

const leader = processRow({ pid: 10, cpuMs: 1_000, residentBytes: 500, command: '/go/bin/gopls serve' })
const member = (pid: number, command: string) =>
  processRow({ pid, groupId: 10, parentPid: 10, cpuMs: 30, residentBytes: 7, command })

t.test('a gopls alone has no children', async t => {
  t.strictSame(viewProcess([leader], 10), {
    state: 'sleeping',
    traced: false,
    cpuMs: 1_000,
    residentBytes: 500,
    children: [],
  })
})

t.test('what its group uses is added up, whoever the parent is', async t => {
  const list = member(11, 'go list -e -json')
  const view = viewProcess([leader, list, { ...member(12, '/go/pkg/tool/compile'), parentPid: 11 }], 10)
  t.match(view, { cpuMs: 1_060, residentBytes: 514 })
  t.strictSame(view.children, [
    { pid: 11, command: 'go list -e -json' },
    { pid: 12, command: '/go/pkg/tool/compile' },
  ])
})

t.test('the telemetry child is left out of every count', async t => {
  const view = viewProcess([leader, member(11, '/go/bin/gopls ** telemetry **')], 10)
  t.match(view, { cpuMs: 1_000, residentBytes: 500, children: [] })
})

t.test('a zombie is nobody at work', async t => {
  t.strictSame(viewProcess([leader, { ...member(11, 'go list'), state: 'zombie' }], 10).children, [])
})

t.test('state and debugger are those of the leader', async t => {
  const list = { ...member(11, 'go list'), state: 'running' as const, traced: true }
  t.match(viewProcess([{ ...leader, state: 'stopped' }, list], 10), { state: 'stopped', traced: false })
  t.match(viewProcess([{ ...leader, traced: true }], 10), { traced: true })
})

t.test('without its leader it is absent, whatever is left of the group', async t => {
  t.match(viewProcess([], 10), { state: 'absent', cpuMs: 0, residentBytes: 0, children: [] })
  t.match(viewProcess([member(11, 'go list')], 10), { state: 'absent', children: [{ pid: 11 }] })
})

t.test('a long command line is cut', async t => {
  const [child] = viewProcess([leader, member(11, 'go list '.repeat(100))], 10).children
  t.equal(child?.command.length, 200)
})
