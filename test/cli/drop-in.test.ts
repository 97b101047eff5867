import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { type DropInStage, setDropInStage, shells } from './drop-in-stage.js'

const real = await findRealGopls()
/** Where these are, a test cannot take them away. */
const hasUsual = (name: string) =>
  ['/opt/homebrew/bin', '/usr/local/bin', '/usr/local/go/bin'].some(folder => existsSync(join(folder, name)))

for (const shell of shells) {
  t.test(
    `in ${shell} the real gopls gets arguments and stdin, and gives its output and exit code`,
    async t => {
      const stage = setDropInStage(t)
      stage.write(stage.realGopls, ['#!/bin/sh', `printf '[%s]' "$@"`, 'cat', 'echo trouble >&2', 'exit 7'])
      t.strictSame(stage.run(['version', '', 'a  b', "it's", '*', 'x\ny'], { shell, input: 'said\n' }), {
        stdout: "[version][][a  b][it's][*][x\ny]said\n",
        stderr: 'trouble\n',
        exitCode: 7,
        signal: null,
      })
    },
  )

  t.test(`in ${shell} it gets the very same environment`, async t => {
    const stage = setDropInStage(t)
    makeNodeTheRealGopls(stage)
    const environment = {
      ...stage.environment,
      SHLVL: '3',
      empty: '',
      real: 'r',
      line: 'l',
      MULTI: 'a\nb',
      GOFLAGS: '-mod=vendor',
      PATH: `${dirname(stage.dropIn)}:/usr/bin:/bin`,
    }
    // tap puts a name of its own for each child into its environment.
    const args = ['-p', `delete process.env._TAPJS_PROCESSINFO_PARENT_, JSON.stringify(process.env)`]
    const through = stage.run(args, { shell, environment })
    const directly = stage.run(args, { environment, program: stage.realGopls })
    t.strictSame(JSON.parse(through.stdout), JSON.parse(directly.stdout))
  })

  t.test(`in ${shell} the real gopls is looked for in this order`, async t => {
    const stage = setDropInStage(t)
    const elsewhere = stage.write(join(stage.folder, 'on path', 'gopls'), ['#!/bin/sh', 'echo on-path'])
    const home = join(stage.folder, 'home')
    stage.write(join(home, 'mine', 'gopls'), ['#!/bin/sh', 'echo mine'])
    stage.write(join(home, 'go', 'bin', 'gopls'), ['#!/bin/sh', 'echo usual-place'])
    stage.write(join(stage.folder, 'other state', 'run', 'real-gopls'), [elsewhere])
    const PATH = `${dirname(stage.dropIn)}:relative::${dirname(elsewhere)}:/usr/bin:/bin`
    const runs = (environment: Readonly<Record<string, string>>) =>
      stage.run(['version'], { shell, environment }).stdout.split('\n', 1)[0]
    t.equal(runs({ PATH, GOPLS_GUARDIAN_GOPLS: join(home, 'mine', 'gopls') }), 'mine')
    t.equal(runs({ PATH, GOPLS_GUARDIAN_GOPLS: '~/mine/gopls' }), 'mine')
    t.equal(runs({ PATH, GOPLS_GUARDIAN_GOPLS: stage.dropIn }), 'real', 'never itself')
    t.equal(runs({ PATH, GOPLS_GUARDIAN_GOPLS: join(home, 'mine') }), 'real', 'a folder is no program')
    t.equal(runs({ PATH }), 'real')
    t.equal(runs({ PATH, GOPLS_GUARDIAN_HOME: join(stage.folder, 'other state') }), 'on-path')
    stage.write(join(stage.state, 'run', 'real-gopls'), [stage.dropIn])
    t.equal(runs({ PATH }), 'on-path')
    if (!hasUsual('gopls')) t.equal(runs({}), 'usual-place')
  })

  t.test(`in ${shell} copies of and links to the drop-in are passed over`, async t => {
    const stage = setDropInStage(t)
    rmSync(join(stage.state, 'run'), { recursive: true })
    const [copies, links] = [join(stage.folder, 'copies'), join(stage.folder, 'links')]
    mkdirSync(copies)
    mkdirSync(links)
    copyFileSync(stage.dropIn, join(copies, 'gopls'))
    symlinkSync(stage.dropIn, join(links, 'gopls'))
    const PATH = [copies, links, dirname(stage.dropIn), dirname(stage.realGopls)].join(':')
    t.match(stage.run(['version'], { shell, environment: { PATH } }), { exitCode: 0, stdout: /^real\n/ })
  })

  t.test(`in ${shell} a wrapper that calls gopls gets the one behind it, or an end`, async t => {
    const stage = setDropInStage(t)
    const wrapper = stage.write(join(stage.folder, 'wrapper', 'gopls'), ['#!/bin/sh', 'gopls "$@"'])
    makeNodeTheRealGopls(stage)
    const folders = [dirname(stage.dropIn), dirname(wrapper)]
    const args = ['-p', 'process.env.GOPLS_GUARDIAN_CALLERS']
    for (const named of ['record', 'variable', 'path']) {
      rmSync(join(stage.state, 'run'), { recursive: true, force: true })
      if (named === 'record') stage.write(join(stage.state, 'run', 'real-gopls'), [wrapper])
      const GOPLS_GUARDIAN_GOPLS = named === 'variable' ? wrapper : ''
      const PATH = folders.join(':')
      const environment = { GOPLS_GUARDIAN_GOPLS, PATH: `${PATH}:${dirname(stage.realGopls)}` }
      t.match(stage.run(args, { shell, environment }), { exitCode: 0, stdout: /^undefined\n/ }, named)
      const plain = stage.run(['serve'], { shell, environment: { GOPLS_GUARDIAN_GOPLS, PATH } })
      t.match(plain, { stdout: /^relay\n/ }, 'the relay is no part of a loop')
      if (hasUsual('gopls')) continue
      t.strictSame(stage.run(['version'], { shell, environment: { GOPLS_GUARDIAN_GOPLS, PATH } }), {
        exitCode: 69,
        signal: null,
        stdout: '',
        stderr: `gopls-guardian: ${wrapper} calls gopls again, and there is no other; set GOPLS_GUARDIAN_GOPLS to the real one\n`,
      })
    }
  })

  t.test(`in ${shell} half an uninstallation leaves the real gopls, and one line that says why`, async t => {
    const stage = setDropInStage(t)
    rmSync(stage.entry)
    t.strictSame(stage.run(['serve', '-rpc.trace'], { shell, input: 'x' }), {
      exitCode: 0,
      signal: null,
      stdout: 'real\nserve\n-rpc.trace\n',
      stderr: `gopls-guardian: ${stage.entry} cannot be read; running ${stage.realGopls} without guardian\n`,
    })
  })

  t.test(`in ${shell} so does a computer without Node`, { skip: hasUsual('node') }, async t => {
    const stage = setDropInStage(t)
    rmSync(stage.node)
    t.strictSame(stage.run([], { shell, environment: { PATH: stage.folder } }), {
      exitCode: 0,
      signal: null,
      stdout: 'real\n',
      stderr: `gopls-guardian: no Node >= 20.19 was found; running ${stage.realGopls} without guardian\n`,
    })
  })

  t.test(`in ${shell} without any gopls three lines say what to do`, { skip: hasUsual('gopls') }, async t => {
    const stage = setDropInStage(t)
    rmSync(stage.realGopls)
    const { exitCode, stdout, stderr } = stage.run(['version'], { shell, environment: { PATH: '' } })
    t.strictSame({ exitCode, stdout }, { exitCode: 69, stdout: '' })
    t.match(stderr.split('\n'), [/^gopls-guardian: .* not found/, /^Looked at/, /^Type: go install/, ''])
  })
}

t.test(
  'the relay is told of the home for which the drop-in was installed, unless there is another',
  async t => {
    const stage = setDropInStage(t)
    stage.write(stage.entry, ['printf "%s" "$GOPLS_GUARDIAN_HOME"'])
    t.equal(stage.run([]).stdout, '', 'none where there was none')
    stage.install({ home: '/a home' })
    t.equal(stage.run([]).stdout, '/a home')
    t.equal(stage.run([], { environment: { GOPLS_GUARDIAN_HOME: '/other' } }).stdout, '/other')
  },
)

t.test('signals meet the real gopls itself', async t => {
  const stage = setDropInStage(t)
  makeNodeTheRealGopls(stage)
  const program = 'console.log(process.pid); setInterval(() => {}, 1000)'
  const child = spawn(stage.dropIn, ['-e', program], {
    env: stage.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const [pid] = (await once(child.stdout, 'data')) as [Buffer]
  t.equal(Number(pid), child.pid, 'the drop-in has become gopls')
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'exit'), [null, 'SIGTERM'])
})

t.test('the real gopls tells of itself as it does without us', { skip: real.skip }, async t => {
  const stage = setDropInStage(t)
  // gopls's telemetry process would go on writing into a home.
  const environment = { GOPLS_GUARDIAN_GOPLS: real.binary?.path, HOME: '/dev/null' }
  for (const args of [['version', '-json'], ['-h'], ['serve', 'x'], ['nonsense'], ['-port=1']]) {
    const directly = stage.run(args, { environment, program: real.binary?.path ?? '' })
    t.strictSame(stage.run(args, { environment }), directly, args.join(' '))
  }
})

/** Node stands in for a gopls that is no script and can be asked for anything. */
function makeNodeTheRealGopls({ realGopls }: DropInStage): void {
  rmSync(realGopls)
  symlinkSync(process.execPath, realGopls)
}
