import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { isFitNode } from '../../src/cli/node-version.js'
import { type DropInStage, setDropInStage } from './drop-in-stage.js'
import { LineReader } from './line-reader.js'

const lsp = fileURLToPath(new URL('lsp-with-relay.ts', import.meta.url))

interface Row {
  readonly relay: string
  readonly args: readonly string[]
  readonly end: { readonly exitCode: number; readonly stdout: string; readonly stderr: RegExp }
}

const realEnd = { exitCode: 7, stdout: 'real said\n' }
const withoutGuardian = (why: string) => new RegExp(`^gopls-guardian: ${why}; running .* without guardian\n$`)
const rows: readonly Row[] = [
  { relay: 'ending', args: ['serve'], end: { exitCode: 3, stdout: '', stderr: /^$/ } },
  { relay: 'ending', args: ['version'], end: { ...realEnd, stderr: /^$/ } },
  { relay: 'unfit', args: [], end: { ...realEnd, stderr: withoutGuardian('the configuration is broken') } },
  {
    relay: 'missing',
    args: ['serve'],
    end: { ...realEnd, stderr: withoutGuardian('the relay failed: .*Cannot find module .*') },
  },
  {
    relay: 'throwing',
    args: ['-mode=stdio'],
    end: { ...realEnd, stderr: withoutGuardian('the relay failed: Error: a bug') },
  },
  { relay: 'throwing late', args: [], end: { exitCode: 1, stdout: '', stderr: /Error: a late bug\n/ } },
]

for (const { relay, args, end } of rows)
  t.test(`with a relay that is ${relay}, [${args.join(' ')}] ends rightly`, async t => {
    const stage = setDropInStage(t)
    stage.write(stage.realGopls, ['#!/bin/sh', 'printf "real "', 'cat', 'exit 7'])
    t.match(runLsp(stage, [relay, ...args]), { ...end, signal: null })
  })

t.test('without any gopls it exits with 69', async t => {
  const stage = setDropInStage(t)
  rmSync(stage.realGopls)
  t.match(runLsp(stage, ['unfit']), { exitCode: 69, stderr: /the real gopls was not found/ })
})

t.test('signals are handed to the real gopls, and it ends us as it ends itself', async t => {
  const stage = setDropInStage(t)
  const program =
    'process.on("SIGHUP", () => console.log("hup")); setInterval(() => {}, 1000); console.log("ready")'
  stage.write(stage.realGopls, ['#!/bin/sh', `exec '${process.execPath}' -e '${program}'`])
  const child = spawn(process.execPath, [...process.execArgv, lsp, 'unfit'], {
    env: environmentOf(stage),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines = new LineReader(child.stdout)
  await lines.until(/ready/)
  child.kill('SIGHUP')
  await lines.until(/hup/)
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'exit'), [null, 'SIGTERM'])
})

const versions = {
  '20.18.9': false,
  '20.19.0': true,
  '18.20.0': false,
  '22.0.0': true,
  '24.1.0-nightly': true,
}
for (const [version, isFit] of Object.entries(versions))
  t.test(`Node ${version} is ${isFit ? 'fit' : 'too old'}`, async t => {
    t.equal(isFitNode(version), isFit)
  })

function runLsp(stage: DropInStage, args: readonly string[]) {
  const words = [...process.execArgv, lsp, ...args]
  return stage.run(words, {
    program: process.execPath,
    environment: environmentOf(stage),
    input: 'said\n',
    cwd: process.cwd(),
  })
}

function environmentOf(stage: DropInStage) {
  return { ...stage.environment, GOPLS_GUARDIAN_HOME: stage.state }
}
