import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { startEnvironment } from '../session/start-environment.js'
import { buildEditorCases } from './editor-cases.js'
import { testedEditors } from './tested-editors.js'

const { skip: noGopls, binary } = await findRealGopls()
const gopls = binary?.path ?? ''

for (const tested of testedEditors)
  for (const { name, config, run } of buildEditorCases(tested))
    t.test(name, { skip: noGopls || tested.skip }, async t =>
      run(t, await startEnvironment(t, config, gopls)),
    )
