import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  findGuardedTrouble,
  isGuarded,
  needGo,
  needGopls,
  needNode,
  needStateFolder,
} from '../../../src/cli/agent/guarded-folders.js'

const rows: readonly (readonly [string, boolean])[] = [
  ['/Users/me/Desktop', true],
  ['/Users/me/Documents/go/bin/gopls', true],
  ['/Users/me/documents/go/bin/gopls', true],
  ['/Users/me/Downloads/node/bin/node', true],
  ['/Users/me/Library/Mobile Documents/com~apple~CloudDocs/bin/gopls', true],
  ['/Volumes/Work/go/bin/go', true],
  ['/Users/me/Documents2/gopls', false],
  ['/Users/me/go/Documents/gopls', false],
  ['/Users/other/Documents/gopls', false],
  ['/Users/me/go/bin/gopls', false],
  ['/Users/me/Library/Application Support/gopls-guardian', false],
  ['/opt/homebrew/bin/go', false],
]
for (const [path, expected] of rows)
  t.test(`${path} is ${expected ? '' : 'not '}kept from an agent`, async t => {
    t.equal(isGuarded('/Users/me', path), expected)
  })

const mac = { platform: 'darwin', homeFolder: '/Users/me' } as const
const place = '/Users/me/Downloads/x'
const needs = [
  [needStateFolder, /\/Users\/me\/Downloads\/x\. Set GOPLS_GUARDIAN_HOME /],
  [needNode, /\/Users\/me\/Downloads\/x\. Install Node elsewhere/],
  [needGopls, /\/Users\/me\/Downloads\/x\. Set gopls\.path /],
  [needGo, /\/Users\/me\/Downloads\/x\. Install Go elsewhere/],
] as const
for (const [need, words] of needs)
  t.test(`it is told what is in the way, and what to do: ${need.name}`, async t => {
    t.match(await findGuardedTrouble(mac, [needGo('/usr/local/go/bin/go'), need(place)]), words)
    t.equal(await findGuardedTrouble({ ...mac, platform: 'linux' }, [need(place)]), undefined)
    t.equal(await findGuardedTrouble(mac, [need('/opt/x')]), undefined)
  })

t.test('what a link leads to is in the way too', async t => {
  const homeFolder = realpathSync(t.testdir({}))
  mkdirSync(join(homeFolder, 'Documents'))
  symlinkSync(join(homeFolder, 'Documents'), join(homeFolder, 'state'))
  const trouble = await findGuardedTrouble({ ...mac, homeFolder }, [
    needStateFolder(join(homeFolder, 'state')),
  ])
  t.match(trouble, `${join(homeFolder, 'Documents')}.`)
})
