import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import { keepDaemonEvidence } from '../../src/launchd/daemon-evidence.js'

const nowWallMs = Date.UTC(2024, 11, 25, 12, 0, 1, 234)

function setStage(t: Test) {
  const folder = t.testdir({})
  const write = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 })
    return join(folder, name)
  }
  const request = {
    pid: process.pid,
    incidentsFolder: join(folder, 'incidents'),
    guardianLog: join(folder, 'guardian.log'),
    nowWallMs,
    programs: { ps: write('ps', ['echo "ps $@"']), sample: write('sample', ['echo "sample $@"']) },
  }
  return { request, write, made: join(folder, 'incidents', '2024-12-25T12-00-01.234Z-daemon-hung') }
}

t.test('there is what the programs tell, and the end of the log', async t => {
  const { request, made } = setStage(t)
  const lines = Array.from({ length: 5_000 }, (_, number) => `{"line":${number},"ü":"${'x'.repeat(20)}"}`)
  writeFileSync(request.guardianLog, `${lines.join('\n')}\n`)
  t.strictSame(await keepDaemonEvidence(request), { ok: true, folder: made })
  t.match(readFileSync(join(made, 'ps.txt'), 'utf8'), new RegExp(`^ps -ww -o .* -p ${process.pid}\n$`))
  t.equal(readFileSync(join(made, 'sample.txt'), 'utf8'), `sample ${process.pid} 1 -file /dev/stdout\n`)
  const log = readFileSync(join(made, 'guardian.log'), 'utf8')
  t.ok(log.length <= 64 * 1024)
  t.match(log, /^\{"line":\d+,/, 'it begins with a whole line')
  t.ok(log.endsWith(`${lines.at(-1)}\n`))
  t.equal(statSync(made).mode & 0o777, 0o700)
})

t.test('a program that is missing and a log that is not there are left out', async t => {
  const { request, made } = setStage(t)
  const programs = { ...request.programs, sample: '/usr/bin/no-such-sample' }
  t.match(await keepDaemonEvidence({ ...request, programs }), { ok: true })
  t.strictSame(readdirSync(made), ['ps.txt'])
})

t.test('one that fails tells why, and one that prints without end is cut', async t => {
  const { request, write, made } = setStage(t)
  const programs = {
    ps: write('ps', ['echo half; echo no rights >&2; exit 1']),
    sample: write('sample', ['exec yes']),
  }
  t.match(await keepDaemonEvidence({ ...request, programs }), { ok: true })
  t.match(readFileSync(join(made, 'ps.txt'), 'utf8'), /^half\n.*no rights/s)
  t.equal(statSync(join(made, 'sample.txt')).size, 256 * 1024)
})

t.test('the newest ten are kept, and whatever else lies there', async t => {
  const { request, made } = setStage(t)
  const older = Array.from({ length: 12 }, (_, day) => `2024-11-${10 + day}T12-00-00.000Z-daemon-hung`)
  for (const name of [...older, '2020-other']) {
    mkdirSync(join(request.incidentsFolder, name), { recursive: true })
    writeFileSync(join(request.incidentsFolder, name, 'ps.txt'), '')
  }
  t.strictSame(await keepDaemonEvidence(request), { ok: true, folder: made })
  t.strictSame(readdirSync(request.incidentsFolder).toSorted(), [
    '2020-other',
    ...older.slice(3),
    basename(made),
  ])
})

t.test('where nothing can be kept, that is the answer', async t => {
  const { request } = setStage(t)
  writeFileSync(request.incidentsFolder, 'a file')
  t.match(await keepDaemonEvidence(request), { ok: false, message: /incidents/ })
})

t.test(
  'the programs of this system tell of a living process',
  { skip: !existsSync('/bin/ps') && 'needs ps' },
  async t => {
    const { request, made } = setStage(t)
    mkdirSync(request.guardianLog, { recursive: true })
    const { pid, incidentsFolder, guardianLog } = request
    t.match(await keepDaemonEvidence({ pid, incidentsFolder, guardianLog, nowWallMs }), { ok: true })
    t.match(readFileSync(join(made, 'ps.txt'), 'utf8'), new RegExp(`^\\s*${process.pid}\\s`, 'm'))
  },
)
