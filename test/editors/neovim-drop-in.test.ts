import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { startEnvironment } from '../session/start-environment.js'
import { findNeovim } from './find-neovim.js'
import { buildNeovimCases } from './neovim-cases.js'

const { skip: noGopls, binary } = await findRealGopls()
const { skip: noNeovim, program } = findNeovim()
const gopls = binary?.path ?? ''

if (noGopls || !program)
  t.test('Neovim behind the drop-in', { skip: noGopls || noNeovim }, async () => undefined)
else
  for (const { name, config, run } of buildNeovimCases(program))
    t.test(name, async t => run(t, await startEnvironment(t, config, gopls)))
