import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeProgram } from '../gopls/write-program.js'
import { makeHome } from './stand-in-daemon.js'
import { startDaemon } from './start-daemon.js'

const unusable: readonly { readonly name: string; make: (path: string) => unknown; readonly says: RegExp }[] =
  [
    {
      name: 'a text file',
      make: path => writeFileSync(path, 'to do: install gopls\n'),
      says: /is not executable/,
    },
    { name: 'a folder', make: path => mkdirSync(path), says: /is a folder, not a program/ },
    {
      name: 'a program that is not gopls',
      make: path => writeProgram(path, 'echo "GNU ls 9.1"'),
      says: /is not gopls: `version` printed "GNU ls 9\.1"/,
    },
    {
      name: 'a program that fails when asked',
      make: path => writeProgram(path, 'echo broken >&2', 'exit 3'),
      says: /failed when asked for its version: exit code 3, broken/,
    },
  ]
for (const { name, make, says } of unusable)
  t.test(`a gopls that is ${name} is refused in three lines`, async t => {
    const home = await makeHome(t)
    const gopls = join(home, 'gopls')
    make(gopls)
    const daemon = await startDaemon(t, { home, gopls })
    const { exitCode, stdout, stderr } = await daemon.ended
    t.equal(exitCode, 78)
    t.match(stdout, /^\S+ listening on \S+$/)
    const [what, why = '', next, ...more] = stderr.split('\n')
    t.equal(what, 'gopls-guardian: The gopls that GOPLS_GUARDIAN_GOPLS names cannot be used.')
    t.ok(why.startsWith(`${gopls} `))
    t.match(why, says)
    t.equal(next, 'Correct GOPLS_GUARDIAN_GOPLS, or remove it: then the usual places are searched.')
    t.strictSame(more, [])
  })

t.test('a gopls that the command line names is refused as such, and the lock is free again', async t => {
  const home = await makeHome(t)
  for (const round of [1, 2]) {
    const daemon = await startDaemon(t, { home, args: ['--gopls', join(home, 'none')] })
    t.match(await daemon.ended, { exitCode: 78, stderr: /the command line names cannot be used/ }, `${round}`)
  }
})
