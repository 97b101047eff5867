import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { startLsp } from './lsp-process.js'
import { begin } from './opened-session.js'

const { skip, binary } = await findRealGopls()

t.test('a signal lets it end by itself, also while a program of execa runs', async t => {
  const beside = new URL('busy-with-execa.js', import.meta.url)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    t.test(signal, async t => {
      const { child, editor, ended } = await startLsp(t, [], { beside })
      // It is there when it answers.
      await editor.ask(1, 'gopls/handshake')
      child.kill(signal)
      t.equal(await ended, 0)
    })
})

t.test('with -rpc.trace and -logfile the whole session is in the file', { skip }, async t => {
  const logfile = join(t.testdir({}), 'trace')
  const { editor, ended } = await startLsp(t, ['-rpc.trace', `-logfile=${logfile}`], {
    goplsPath: binary?.path ?? '',
  })
  await begin(editor)
  await editor.ask(2, 'shutdown')
  editor.say({ method: 'exit' })
  t.equal(await ended, 0)
  const headings = readFileSync(logfile, 'utf8').match(/^\[.*$/gm) ?? []
  for (const heading of [
    /Sending request 'initialize - \(init\)'/,
    /Received response 'initialize - \(init\)'/,
    /Sending notification 'initialized'/,
    /Sending request 'shutdown - \(2\)'/,
    /Received response 'shutdown - \(2\)'/,
  ])
    t.equal(headings.filter(line => heading.test(line)).length, 1, String(heading))
  t.match(headings.at(-1), /Sending notification 'exit'/)
})
