import t from 'tap'
import { openObserver } from '../gopls/observe/open-observer.js'
import { findRealGopls } from '../real/real-gopls.js'
import { realCommand } from '../session/real-command.js'
import { findNeovim } from './find-neovim.js'
import { openNeovim } from './neovim.js'
import { writeModule } from './small-module.js'

const { skip: noGopls, binary } = await findRealGopls()
const { skip: noNeovim, program } = findNeovim()

t.test('the gopls that Neovim started is seen as its own', { skip: noGopls || noNeovim }, async t => {
  if (!program || !binary) throw new Error('skipped')
  const { root, file } = writeModule(t)
  const neovim = await openNeovim(t, program, { server: realCommand(binary.path), root, file })
  const { find } = await openObserver()
  const found = await find(({ ownerPid }) => ownerPid === neovim.pid)
  t.match(found, { kind: 'stdio', editor: 'neovim', version: binary.version })
})
