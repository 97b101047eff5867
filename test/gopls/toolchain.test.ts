import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { digestGoEnvironment, readToolchain } from '../../src/gopls/toolchain.js'
import { ToolchainCache } from '../../src/gopls/toolchain-cache.js'
import { writeProgram } from './write-program.js'

const printed = {
  GOROOT: '/go',
  GOGCCFLAGS: '-fdebug-prefix-map=/tmp/go-build1',
  GOMOD: '/dev/null',
  GOWORK: '',
}

t.test('what differs each time, or by folder, is left out of the digest; its order too', async t => {
  const digest = (values: object) => digestGoEnvironment(JSON.stringify(values), {})
  const first = digest(printed)
  t.equal(digest({ GOMOD: '/w/go.mod', GOWORK: '/w/go.work', GOGCCFLAGS: '2', GOROOT: '/go' }), first)
  t.not(digest({ ...printed, GOROOT: '/other' }), first)
  t.not(digest({ ...printed, GOFLAGS: '-mod=mod' }), first)
})

t.test('a GOWORK that somebody set counts', async t => {
  const text = JSON.stringify(printed)
  t.not(digestGoEnvironment(text, { GOWORK: 'off' }), digestGoEnvironment(text, {}))
})

for (const text of ['', 'go: unknown flag', '[]x', 'null', '3'])
  t.test(`${JSON.stringify(text)} is no go env`, async t => t.equal(digestGoEnvironment(text, {}), null))

t.test('tools are known by their real paths, and those that are not there are null', async t => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'tools-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const [bin, linked] = [join(folder, 'bin'), join(folder, 'linked')]
  mkdirSync(bin)
  mkdirSync(linked)
  mkdirSync(join(folder, 'git'))
  writeProgram(join(bin, 'go'), `echo '{"GOROOT":"/go"}'`)
  writeFileSync(join(bin, 'cc'), 'no program')
  symlinkSync(join(bin, 'go'), join(linked, 'go'))
  const environment = { PATH: `relative:${folder}:${linked}:${bin}`, HOME: '/home/ada' }
  t.strictSame(await readToolchain(environment), {
    tools: { go: join(bin, 'go'), git: null, cc: null, 'pkg-config': null, gopackagesdriver: null },
    goEnvironment: digestGoEnvironment('{"GOROOT":"/go"}', {}),
    home: '/home/ada',
  })
})

t.test('an environment without a go is known by that', async t => {
  t.match(await readToolchain({ PATH: '/nowhere' }), { tools: { go: null }, goEnvironment: null, home: null })
})

t.test('the same environment is asked about once in a minute, whatever else is in it', async t => {
  let [nowMs, reads] = [0, 0]
  const toolchain = await readToolchain({})
  const cache = new ToolchainCache({
    nowMs: () => nowMs,
    read: async () => {
      reads += 1
      return toolchain
    },
  })
  await cache.get({ PATH: '/bin', TERM: 'xterm' })
  await cache.get({ TERM: 'dumb', PATH: '/bin' })
  t.equal(reads, 1)
  await cache.get({ PATH: '/bin', GOFLAGS: '-mod=mod' })
  t.equal(reads, 2)
  nowMs = 60_000
  await cache.get({ PATH: '/bin' })
  t.equal(reads, 3)
  for (let index = 0; index < 100; index += 1) await cache.get({ PATH: `/${index}` })
  await cache.get({ PATH: '/bin' })
  t.equal(reads, 104, 'the oldest are forgotten')
})
