import t from 'tap'
import { type JobEnd, printEnd, rawWaitStatus } from './job-end.js'

const rows: readonly { end: JobEnd | null; line: string; status: number }[] = [
  { end: null, line: 'last exit code = (never exited)', status: 0 },
  { end: { kind: 'exited', code: 0 }, line: 'last exit code = 0', status: 0 },
  { end: { kind: 'exited', code: 1 }, line: 'last exit code = 1', status: 256 },
  { end: { kind: 'exited', code: 63 }, line: 'last exit code = 63', status: 16128 },
  { end: { kind: 'exited', code: 64 }, line: 'last exit code = 64: EX_USAGE', status: 16384 },
  { end: { kind: 'exited', code: 69 }, line: 'last exit code = 69: EX_UNAVAILABLE', status: 17664 },
  { end: { kind: 'exited', code: 78 }, line: 'last exit code = 78: EX_CONFIG', status: 19968 },
  { end: { kind: 'exited', code: 79 }, line: 'last exit code = 79', status: 20224 },
  { end: { kind: 'signalled', signal: 'SIGHUP' }, line: 'last terminating signal = Hangup: 1', status: 1 },
  { end: { kind: 'signalled', signal: 'SIGKILL' }, line: 'last terminating signal = Killed: 9', status: 9 },
  {
    end: { kind: 'signalled', signal: 'SIGTERM' },
    line: 'last terminating signal = Terminated: 15',
    status: 15,
  },
]

for (const { end, line, status } of rows) {
  t.test(line, async t => {
    t.equal(printEnd(end), line)
    t.equal(rawWaitStatus(end), status)
  })
}
