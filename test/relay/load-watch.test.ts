import t from 'tap'
import { LoadWatch } from '../../src/relay/load-watch.js'

const limits = { loadMs: 30_000, quietMs: 2_000 }
const shown = (message: string) => ['window/showMessage', { type: 3, message }] as const
const progress = (kind: string, message: string) =>
  ['$/progress', { token: 'x', value: { kind, message } }] as const
const diagnostics = ['textDocument/publishDiagnostics', { uri: 'file:///a.go', diagnostics: [] }] as const

for (const { name, notes, doneAtMs } of [
  { name: 'a gopls that says nothing is taken to have loaded', notes: [], doneAtMs: 32_000 },
  {
    name: 'it has loaded when it says so by progress',
    notes: [
      [100, progress('begin', 'Loading packages...')],
      [500, progress('end', 'Finished loading packages.')],
    ],
    doneAtMs: 2_500,
  },
  {
    name: 'or by messages',
    notes: [
      [100, shown('Loading packages...')],
      [500, shown('Finished loading packages.')],
    ],
    doneAtMs: 2_500,
  },
  {
    name: 'a load that failed is over as well',
    notes: [
      [100, shown('Loading packages...')],
      [500, shown('Error loading packages: err: exit status 1')],
    ],
    doneAtMs: 2_500,
  },
  {
    name: 'each folder has a load of its own',
    notes: [
      [100, shown('Loading packages...')],
      [150, shown('Loading packages...')],
      [500, shown('Finished loading packages.')],
      [900, shown('Finished loading packages.')],
    ],
    doneAtMs: 2_900,
  },
  {
    name: 'diagnostics that follow are waited for',
    notes: [
      [100, progress('begin', 'Loading packages...')],
      [500, progress('end', 'Finished loading packages.')],
      [2_000, diagnostics],
    ],
    doneAtMs: 4_000,
  },
  {
    name: 'other messages change nothing',
    notes: [[29_000, shown('Loaded 7 modules')]],
    doneAtMs: 32_000,
  },
] as const)
  t.test(name, async t => {
    const load = new LoadWatch(limits, 0)
    for (const [atMs, [method, params]] of notes) load.note(method, params, atMs)
    const lastMs = notes.at(-1)?.[0] ?? 0
    t.equal(load.remainingMs(lastMs), doneAtMs - lastMs)
    t.equal(load.remainingMs(doneAtMs - 1), 1)
    t.equal(load.remainingMs(doneAtMs + 1), 0)
  })
