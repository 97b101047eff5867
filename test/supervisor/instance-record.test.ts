import fc from 'fast-check'
import t from 'tap'
import { type InstanceState, type Phase, restartReasons } from '../../src/core/instance-state.js'
import { formatRecord, type InstanceRecord } from '../../src/supervisor/instance-record.js'
import { parseRecord } from '../../src/supervisor/parse-record.js'
import { sampleRecord } from './sample-record.js'

const sample = sampleRecord({ pid: 4711, start: '123', bootId: 'this boot' })

t.test('whatever a slot can be is read back as it was', async () => {
  fc.assert(
    fc.property(anyRecord(), record => {
      const result = parseRecord(formatRecord(record))
      return result.ok && formatRecord(result.record) === formatRecord(record)
    }),
  )
})

t.test('a text that was cut anywhere is refused', async () => {
  const text = formatRecord(sample).trimEnd()
  fc.assert(fc.property(fc.nat(text.length - 1), length => !parseRecord(text.slice(0, length)).ok))
})

t.test('no text at all makes it throw', async () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => typeof parseRecord(text).ok === 'boolean'))
})

const damages: readonly (readonly [string, (record: InstanceRecord) => object, RegExp])[] = [
  ['of another version', record => ({ ...record, version: 2 }), /^\/version must be equal to constant$/],
  ['with a field too many', record => ({ ...record, extra: 1 }), /^must NOT have additional properties$/],
  ['with an id that leaves the folder', record => ({ ...record, id: '../1' }), /^\/id must match pattern/],
  [
    'that lacks its boot',
    record => ({ ...record, bootId: undefined }),
    /^must have required property 'bootId'$/,
  ],
  ['whose process has pid 1', record => withPid(record, 1), /^\/process/],
  ['whose process has pid 0', record => withPid(record, 0), /^\/process/],
  ['whose process has a negative pid', record => withPid(record, -5), /^\/process/],
  ['whose process has half a pid', record => withPid(record, 1.5), /^\/process/],
  ['of an unknown phase', record => withPhase(record, { kind: 'happy' }), /^\/state\/phase/],
  [
    'of a phase with a text for a time',
    record => withPhase(record, { kind: 'ready', sinceMs: 'x' }),
    /^\/state/,
  ],
  [
    'with a counter below 0',
    record => ({ ...record, state: { ...record.state, streak: -1 } }),
    /^\/state\/streak/,
  ],
  ['that is a list', () => [], /must be object/],
]
for (const [name, damage, reason] of damages)
  t.test(`a record ${name} is refused, and it is said why`, async t => {
    const result = parseRecord(JSON.stringify(damage(sample)))
    t.match(result, { ok: false, reason })
  })

function withPid(record: InstanceRecord, pid: number): object {
  const { process } = record
  return { ...record, process: { ...process, identity: { ...process?.identity, pid } } }
}

function withPhase(record: InstanceRecord, phase: object): object {
  return { ...record, state: { ...record.state, phase } }
}

function anyRecord(): fc.Arbitrary<InstanceRecord> {
  const time = fc.double({ min: 0, max: 1e12, noNaN: true })
  const reason = fc.constantFrom(...restartReasons)
  const text = fc.string({ maxLength: 40 })
  const phase: fc.Arbitrary<Phase> = fc.oneof(
    fc.record({ kind: fc.constant('stopped' as const) }),
    fc.record({ kind: fc.constant('starting' as const), sinceMs: time, overdue: fc.boolean() }),
    fc.record({ kind: fc.constant('ready' as const), sinceMs: time, resumes: fc.nat() }),
    fc.record({
      kind: fc.constant('stopping' as const),
      readySinceMs: fc.option(time, { nil: undefined }),
      next: fc.oneof(
        fc.record({ kind: fc.constant('rest' as const) }),
        fc.record({ kind: fc.constant('relaunch' as const), reason }),
      ),
    }),
    fc.record({ kind: fc.constantFrom('backoff' as const, 'failed' as const), untilMs: time, reason }),
  )
  const state: fc.Arbitrary<InstanceState> = fc.record({
    generation: fc.nat(),
    phase,
    streak: fc.nat(),
    recycledAtMs: fc.option(time),
    restarts: fc.record({
      crash: fc.nat(),
      hang: fc.nat(),
      memory: fc.nat(),
      cpu: fc.nat(),
      upgrade: fc.nat(),
      manual: fc.nat(),
    }),
  })
  const identity = fc.record({ pid: fc.integer({ min: 2, max: 4_194_304 }), start: text, bootId: text })
  const process = fc.record(
    {
      identity,
      socketPath: text,
      goplsPath: text,
      goplsVersion: text,
      goplsIdentity: text,
      startedAtWallMs: time,
      spawnedBy: fc.constantFrom('daemon' as const, 'relay' as const),
      stderrFromByte: fc.nat(),
    },
    // Records of an earlier guardian lack the last one.
    {
      requiredKeys: [
        'identity',
        'socketPath',
        'goplsPath',
        'goplsVersion',
        'goplsIdentity',
        'startedAtWallMs',
        'spawnedBy',
      ],
    },
  )
  return fc.record({
    version: fc.constant(1 as const),
    id: fc.stringMatching(/^[a-z0-9-]{1,32}$/),
    bootId: text,
    owner: fc.option(identity),
    lease: fc.option(fc.record({ key: text, roots: fc.array(text), goplsArgs: fc.array(text) })),
    state,
    process: fc.option(process),
  })
}
