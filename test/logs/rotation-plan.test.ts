import fc from 'fast-check'
import t from 'tap'
import { parseLogName } from '../../src/logs/log-names.js'
import { type FoundFile, planRotation, type RotationPolicy } from '../../src/logs/rotation-plan.js'
import { ModelLogs } from './model-logs.js'

const day = 86_400_000
const now = 100 * day
const policy: RotationPolicy = {
  maxSizeBytes: 100,
  maxFiles: 3,
  maxAgeMs: 30 * day,
  totalBytes: 10_000,
  archiveGapMs: 10_000,
  mayArchive: true,
  slotsInUse: new Set(['1', '2']),
}

const file = (name: string, sizeBytes = 50, ageMs = day): FoundFile => ({
  name,
  isFile: true,
  sizeBytes,
  mtimeMs: now - ageMs,
})

/** Each step in a word or two, each sequence a line. */
function plan(files: readonly FoundFile[], more: Partial<RotationPolicy> = {}): string[] {
  return planRotation(files, now, { ...policy, ...more }).map(sequence =>
    sequence.map(step => [step.kind, ...('file' in step ? [step.file] : [])].join(' ')).join(', '),
  )
}

const packing = (name: string): string => `pack ${name}, rename ${name}.gz.partial, remove ${name}`

const rows: readonly (readonly [
  string,
  readonly FoundFile[],
  readonly string[],
  Partial<RotationPolicy>?,
])[] = [
  ['what is within its limits is left alone', [file('guardian.log', 100), file('guardian.log.1.gz')], []],
  [
    'guardian.log is renamed, opened anew and packed',
    [file('guardian.log', 101), file('guardian.log.8.gz')],
    [
      'rename guardian.log, reopen, pack guardian.log.9, rename guardian.log.9.gz.partial, remove guardian.log.9',
    ],
  ],
  [
    'what others hold open is copied and cut',
    [file('launchd.err.log', 101)],
    [
      `copy launchd.err.log, rename launchd.err.log.1.partial, cut launchd.err.log, ${packing('launchd.err.log.1')}`,
    ],
  ],
  [
    'in a flood the log is only cut',
    [file('gopls-1.log', 1_000_000), file('gopls-1.log.1.gz', 10, 9_999)],
    ['cut gopls-1.log'],
  ],
  [
    'a rotated file of the future is no reason to archive again and again',
    [file('gopls-1.log', 1_000_000), file('gopls-1.log.1.gz', 10, -9_999)],
    ['cut gopls-1.log'],
  ],
  [
    'while nothing can be archived the logs of others are cut, and guardian.log stays',
    [file('gopls-1.log', 101), file('guardian.log', 101), file('guardian.log.1')],
    ['cut gopls-1.log'],
    { mayArchive: false },
  ],
  ['a half copy is removed', [file('gopls-1.log.1.partial')], ['remove gopls-1.log.1.partial']],
  [
    'a half packed file is removed, and packed again',
    [file('guardian.log.1'), file('guardian.log.1.gz.partial')],
    ['remove guardian.log.1.gz.partial', packing('guardian.log.1')],
  ],
  [
    'of a file that was packed the plain one is removed',
    [file('guardian.log.1'), file('guardian.log.1.gz')],
    ['remove guardian.log.1'],
  ],
  [
    'the oldest go when there are too many, in the order of their numbers',
    ['2', '11', '9', '10'].map(number => file(`guardian.log.${number}.gz`)),
    ['remove guardian.log.2.gz'],
  ],
  [
    'one more goes for the one that comes',
    [file('guardian.log', 101), ...['1', '2', '3'].map(number => file(`guardian.log.${number}.gz`))],
    ['remove guardian.log.1.gz', `rename guardian.log, reopen, ${packing('guardian.log.4')}`],
  ],
  ['rotated files get too old', [file('guardian.log.1.gz', 10, 31 * day)], ['remove guardian.log.1.gz']],
  [
    'so does the log of a gopls that is gone, and not that of one that is silent for long',
    [file('gopls-r77.log', 10, 31 * day), file('gopls-1.log', 10, 31 * day)],
    ['remove gopls-r77.log'],
  ],
  [
    'over the total the logs of gopls that are gone count, and go, as rotated files do; no other log does',
    [
      file('gopls-r7.log', 60, 9),
      file('gopls-r8.log', 60, 2),
      file('gopls-1.log', 60, 20),
      file('gopls-1.log.7.gz', 60, 5),
    ],
    ['remove gopls-r7.log', 'remove gopls-1.log.7.gz'],
    { totalBytes: 120 },
  ],
  [
    'nothing is renamed to what is in the way, a folder say',
    [file('guardian.log', 101), { ...file('guardian.log.1'), isFile: false }],
    [`rename guardian.log, reopen, ${packing('guardian.log.2')}`],
  ],
  [
    'guardian.log that cannot be archived is cut when it is far too long',
    [file('guardian.log', 401)],
    ['cut guardian.log'],
    { mayArchive: false },
  ],
  [
    'guardian.log and those of launchd stay',
    [file('guardian.log', 9, 31 * day), file('launchd.out.log', 0, 31 * day)],
    [],
  ],
  [
    'over the total the oldest of all go',
    [file('gopls-1.log.7.gz', 60, 3), file('guardian.log.1.gz', 60, 9), file('gopls-2.log.3.gz', 60, 5)],
    ['remove guardian.log.1.gz', 'remove gopls-2.log.3.gz'],
    { totalBytes: 100 },
  ],
  [
    'what is not ours stays',
    ['guardian.log.old', 'gopls-1.log.gz', 'notes.txt', 'guardian.log.0', 'x.log.1.gz'].map(name =>
      file(name, 1e9, 99 * day),
    ),
    [],
  ],
]
for (const [name, files, expected, more] of rows)
  t.test(name, async t => t.strictSame(plan(files, more), expected))

t.test('of a log that is far too long the end is copied, and the rest told as dropped', async t => {
  t.match(planRotation([file('gopls-1.log', 1_000)], now, policy), [
    [{ fromByte: 900, bytes: 100 }, {}, { bytes: 1_000, droppedBytes: 900 }, {}, {}, {}],
  ])
})

const kills = fc.array(fc.record({ lines: fc.nat(30), afterSteps: fc.nat(8), isHalfDone: fc.boolean() }), {
  maxLength: 8,
})

t.test('wherever it is killed, guardian.log has every line once, in order', async t => {
  const limits = { ...policy, maxFiles: 1_000, totalBytes: Number.POSITIVE_INFINITY }
  fc.assert(
    fc.property(kills, kills => {
      const logs = new ModelLogs()
      for (const { lines, afterSteps, isHalfDone } of kills) {
        logs.restart()
        logs.write(lines, now)
        const steps = planRotation(logs.found(), now, limits).flat()
        for (const step of steps.slice(0, afterSteps)) logs.carryOut(step, now)
        const next = steps[afterSteps]
        if (next && isHalfDone) logs.carryOutHalf(next, now)
        logs.write(1, now)
      }
      logs.restart()
      for (const step of planRotation(logs.found(), now, limits).flat()) logs.carryOut(step, now)
      t.strictSame(logs.linesOfGuardian(), logs.allWritten())
    }),
  )
})

t.test(
  'wherever it is killed, the next two plans bring all within the limits and leave nothing half done',
  async t => {
    const names = ['guardian.log', 'gopls-1.log', 'gopls-2.log', 'launchd.err.log'] as const
    const limits = { ...policy, maxFiles: 2, totalBytes: 700 }
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), kills), { maxLength: 6 }), rounds => {
        const logs = new ModelLogs()
        let nowMs = now
        for (const [name, kills] of rounds)
          for (const { lines, afterSteps, isHalfDone } of kills) {
            nowMs += 20_000
            logs.append(name, Array<string>(lines).fill('x'), nowMs)
            const steps = planRotation(logs.found(), nowMs, limits).flat()
            for (const step of steps.slice(0, afterSteps)) logs.carryOut(step, nowMs)
            const next = steps[afterSteps]
            if (next && isHalfDone) logs.carryOutHalf(next, nowMs)
          }
        // What is rotated is never removed by the same plan, however long it is.
        for (let plans = 0; plans < 2; plans += 1)
          for (const step of planRotation(logs.found(), nowMs, limits).flat()) logs.carryOut(step, nowMs)
        t.strictSame(planRotation(logs.found(), nowMs, limits), [], 'there is nothing left to do')
        const found = logs.found().map(each => ({ ...each, ...parseLogName(each.name) }))
        for (const name of names)
          t.ok(found.filter(({ log, form }) => log === name && form !== 'live').length <= limits.maxFiles)
        for (const { form, sizeBytes } of found) {
          t.ok(form === 'live' || form === 'packed')
          if (form === 'live') t.ok(sizeBytes <= limits.maxSizeBytes)
        }
        t.ok(found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= limits.totalBytes)
      }),
    )
  },
)
