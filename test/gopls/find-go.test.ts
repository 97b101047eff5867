import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { findGo, parseGoEnv } from '../../src/gopls/find-go.js'
import { writeProgram } from './write-program.js'

const answer = (values: Readonly<Record<string, string>>) => `echo '${JSON.stringify(values)}'`

t.test('the first go on PATH that works is taken, and asked in the root folder', async t => {
  const folder = t.testdir({ file: {} })
  writeFileSync(join(folder, 'file', 'go'), 'not executable')
  writeProgram(join(folder, 'broken', 'go'), 'exit 126')
  const path = writeProgram(
    join(folder, 'good', 'go'),
    '[ "$PWD" = / ] && [ "$*" = "env -json GOBIN GOPATH GOVERSION" ] || exit 1',
    answer({ GOBIN: '', GOPATH: '/home/ada/go', GOVERSION: 'go1.26.8' }),
  )
  const PATH = ['none', 'file', 'broken', 'good'].map(name => join(folder, name)).join(':')
  const tool = await findGo({ environment: { PATH: `relative:${PATH}` }, homeFolder: folder })
  t.strictSame(tool, { path, version: 'go1.26.8', gopath: '/home/ada/go' })
})

t.test('a go that does not answer in time is passed over', async t => {
  const folder = t.testdir()
  writeProgram(join(folder, 'hangs', 'go'), 'exec sleep 60')
  const path = writeProgram(join(folder, 'good', 'go'), answer({ GOVERSION: 'go1.26.8' }))
  const environment = { PATH: `${folder}/hangs:${folder}/good` }
  const tool = await findGo({ environment, homeFolder: folder, timeoutMs: 5_000 })
  t.strictSame(tool, { path, version: 'go1.26.8' })
})

const realGo = await findGo({ environment: process.env, homeFolder: '/' })
t.test('the real go answers', { skip: !realGo && 'no Go here' }, async t => {
  t.match(realGo, { path: /^\/.*\/go$/, version: /go1\.\d+/, gopath: /^\// })
})

for (const [name, stdout] of [
  ['no JSON', 'go: not found'],
  ['no object', '"go1.26.8"'],
  ['null', 'null'],
  ['no version', '{"GOPATH":"/go"}'],
  ['an empty version', '{"GOVERSION":""}'],
  ['a version that is no text', '{"GOVERSION":1}'],
] as const) {
  t.test(`an answer with ${name} is no Go`, async t => {
    t.equal(parseGoEnv('/go', stdout), undefined)
  })
}

t.test('an answer gives what it has', async t => {
  t.strictSame(parseGoEnv('/go', '{"GOBIN":"/b","GOPATH":7,"GOVERSION":"go1.27rc1","X":1}'), {
    path: '/go',
    version: 'go1.27rc1',
    gobin: '/b',
  })
})
