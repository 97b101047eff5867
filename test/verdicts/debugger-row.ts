import { spawn, spawnSync } from 'node:child_process'
import type { Test } from 'tap'
import { LineReader } from '../cli/line-reader.js'
import { findRealGopls } from '../real/real-gopls.js'
import { readAction } from './outcome.js'
import { readMetric } from './read-metric.js'
import type { Row } from './row.js'
import { watchDaemon } from './watched-daemon.js'

const { skip, binary } = await findRealGopls()
const noGdb = spawnSync('gdb', ['--version']).error ? 'gdb is not installed' : false

export const debuggerRow: Row = {
  situation: 'real gopls stopped in a debugger',
  skip: skip || noGdb,
  expected: { verdict: 'unknown', action: 'none' },
  run: async t => {
    const config = { hang: { floor: '500ms' } }
    const daemon = await watchDaemon(t, { gopls: binary?.path ?? '', config })
    const { pid } = await daemon.ready()
    const gdb = await attachGdb(t, pid)
    if (gdb.refused !== undefined) return { skip: gdb.refused }
    // Not even for its memory.
    await daemon.configure({ ...config, limits: { memory: '1MiB' } })
    await daemon.watchFor(5_000)
    const { instances } = await daemon.statusWhen(() => true)
    t.match(instances, [{ pid, generation: 1, reason: 'a debugger is attached' }])
    await daemon.configure(config)
    gdb.detach()
    await daemon.statusWhen(({ instances }) => instances[0]?.verdict === 'healthy')
    const suppressed = await readMetric(daemon, 'gopls_guardian_suppressed_verdicts_total')
    t.ok(suppressed > 0)
    const verdict = instances[0]?.verdict ?? 'gone'
    return { verdict, action: readAction(await daemon.events()), facts: `5 s; ${suppressed} suppressed` }
  },
}

/** Stops the process in gdb, until `detach` or the test's end. */
async function attachGdb(t: Test, pid: number) {
  const gdb = spawn('gdb', ['-q', '-nx', '-iex', 'set debuginfod enabled off', '-p', String(pid)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  t.teardown(() => void gdb.kill('SIGKILL'))
  const refusals = new LineReader(gdb.stderr)
  const output = new LineReader(gdb.stdout)
  gdb.stdin.write('echo attached\\n\n')
  await output.until(/attached$/)
  const refused = refusals.lines.find(line => /^ptrace: /.test(line))
  return { refused, detach: () => gdb.stdin.end('detach\nquit\n') }
}
