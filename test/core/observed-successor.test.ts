import t from 'tap'
import type { ObservedGopls } from '../../src/core/observed-gopls.js'
import { findSuccessor } from '../../src/core/observed-successor.js'
import { observedGopls } from './sample-observed.js'

const old = observedGopls({ pid: 1, ageMs: 900_000 })
const newer = observedGopls({ pid: 2, ageMs: 600_000 })

const rows: readonly (readonly [string, Partial<ObservedGopls>, readonly ObservedGopls[], number | null])[] =
  [
    ['the newest of the same window', {}, [newer, observedGopls({ pid: 3, ageMs: 60_000 })], 3],
    ['one that is only just coming', {}, [observedGopls({ pid: 3, ageMs: 59_999 })], null],
    ['an older one', {}, [observedGopls({ pid: 3, ageMs: 901_000 })], null],
    ['that of another window', {}, [observedGopls({ pid: 3, ageMs: 600_000, ownerPid: 5 })], null],
    ['no server', {}, [observedGopls({ pid: 3, ageMs: 600_000, kind: 'command' })], null],
    ['another, where both are left over', { ownerPid: null }, [{ ...newer, ownerPid: null }], null],
    ['another, from the same terminal', { editor: 'terminal' }, [{ ...newer, editor: 'terminal' }], null],
    ['another, of a daemon', { kind: 'daemon' }, [newer], null],
  ]
for (const [name, different, others, expected] of rows)
  t.test(`${name} is ${expected === null ? 'no' : 'the'} successor`, async t => {
    const gopls = { ...old, ...different }
    t.equal(findSuccessor(gopls, [gopls, ...others]), expected)
  })
