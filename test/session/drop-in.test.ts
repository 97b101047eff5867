import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { sessionCases } from './cases.js'
import { startEnvironment } from './start-environment.js'

const { skip, binary } = await findRealGopls()

for (const { name, config, run } of sessionCases)
  t.test(name, { skip }, async t => run(t, await startEnvironment(t, config, binary?.path ?? '')))
