import fc from 'fast-check'
import t from 'tap'
import { anyModelStep, ModelSession } from './model-session.js'

t.test(
  'whatever happens, every request is answered once, none with effects sent twice, none a third time',
  async () => {
    fc.assert(
      fc.property(fc.array(anyModelStep, { maxLength: 80 }), steps => {
        const session = new ModelSession()
        for (const step of steps) session.take(step)
        session.settleAll()
        return session.isJust
      }),
      { numRuns: 500 },
    )
  },
)
