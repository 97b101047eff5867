import t from 'tap'
import { chooseKept, describeLeftovers, type Leftovers } from '../../../src/cli/agent/leftovers.js'
import { editors } from '../../../src/cli/editors/editor-list.js'

const none: Leftovers = { foreground: undefined, relaysGopls: 0, stuck: [], applications: [], pointing: [] }
const dropIn = '/state/bin/gopls'
const [vscode] = editors

const inUse: readonly (readonly [string, Partial<Leftovers>, RegExp])[] = [
  ['a daemon in the foreground', { foreground: 7 }, /kept: run\/ .*pid 7/],
  ['a relay with a gopls of its own', { relaysGopls: 1 }, /kept until they close/],
  [
    'a relay that may load more of an application',
    { applications: ['0.1.0-00000000'] },
    /kept until they close/,
  ],
  ['a gopls that does not end', { stuck: [9] }, /pid 9 does not end/],
]
for (const [name, leftover, words] of inUse)
  t.test(`what somebody uses is kept, and told: ${name}`, async t => {
    const leftovers = { ...none, ...leftover }
    t.strictSame(chooseKept(leftovers, false), { run: true, dropIn: true, configurationAndLogs: true })
    t.match(describeLeftovers(leftovers, false, dropIn), [words])
  })

t.test('an editor that names the drop-in keeps that alone', async t => {
  const pointing = vscode ? [{ editor: vscode, file: '/settings.json' }] : []
  const leftovers = { ...none, pointing }
  t.strictSame(chooseKept(leftovers, false), { run: false, dropIn: true, configurationAndLogs: true })
  t.match(describeLeftovers(leftovers, false, dropIn), [/passes on .* VS Code \(\/settings\.json\)/])
  t.match(describeLeftovers(leftovers, true, dropIn), [/still named, though it is gone: .* VS Code/])
})

t.test('nobody uses anything: configuration and logs stay; a purge takes them too', async t => {
  t.strictSame(chooseKept(none, false), { run: false, dropIn: false, configurationAndLogs: true })
  t.strictSame(describeLeftovers(none, false, dropIn), [])
  t.strictSame(chooseKept({ ...none, foreground: 7 }, true), {
    run: false,
    dropIn: false,
    configurationAndLogs: false,
  })
})
