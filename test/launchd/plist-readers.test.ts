import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { runProgram } from '../../src/host/run-program.js'
import { formatPlist, parsePlist } from '../../src/launchd/plist-text.js'
import { anyJob } from './arbitrary-job.js'
import { findPlistutil } from './find-plistutil.js'

// Readers that are not ours take from our files what we put into them.

const python = '/usr/bin/env'
const script =
  'import json,plistlib,sys; print(json.dumps([plistlib.load(open(f,"rb")) for f in sys.argv[1:]]))'
const environment = { PATH: process.env['PATH'] }
const hasPython = (await runProgram(python, ['python3', '-c', ''], { timeoutMs: 10_000, env: environment }))
  .ok

async function writePlists(t: Test) {
  const folder = t.testdir({})
  const jobs = fc.sample(anyJob, 40)
  const files = jobs.map((_, index) => join(folder, `${index}.plist`))
  await Promise.all(jobs.map((job, index) => writeFile(files[index] ?? '', formatPlist(job))))
  return { jobs, files }
}

t.test("Python's plistlib", { skip: !hasPython && 'no python3 on PATH' }, async t => {
  const { jobs, files } = await writePlists(t)
  const result = await runProgram(python, ['python3', '-c', script, ...files], {
    timeoutMs: 30_000,
    env: environment,
  })
  t.strictSame(result.ok && JSON.parse(result.stdout), jobs, result.stderr)
})

const plistutil = findPlistutil()
const missing = 'no plistutil: neither on PATH nor in .dev/debian, where .ci/run unpacks it'

t.test("libplist's plistutil", { skip: !plistutil && missing }, async t => {
  const { jobs, files } = await writePlists(t)
  const results = await Promise.all(
    files.map(file =>
      runProgram(plistutil?.path ?? '', ['-i', file, '-f', 'xml'], {
        timeoutMs: 10_000,
        env: plistutil?.environment ?? {},
      }),
    ),
  )
  for (const [index, result] of results.entries())
    t.strictSame(parsePlist(result.stdout), { ok: true, value: jobs[index] }, result.stderr)
})
